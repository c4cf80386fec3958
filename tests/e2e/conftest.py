"""A served demo district, a network for each phone, and phones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.phone import Phone
from tests.live.network import Network
from tests.live.server import LiveServer, live_server

NewPhone = Callable[..., Phone]


@dataclass(frozen=True)
class Demo:
    """A loaded district to copy, and its sign-ins."""

    data_dir: Path
    people: list[dict[str, Any]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo district on SQLite, loaded once."""
    data_dir = tmp_path_factory.mktemp("demo")
    with live_server(data_dir) as running:
        return Demo(data_dir, running.people)


@pytest.fixture
def server(demo: Demo, tmp_path: Path) -> Iterator[LiveServer]:
    """The demo district, fresh for each test."""
    shutil.copytree(demo.data_dir, tmp_path / "server")
    with live_server(tmp_path / "server", people=demo.people) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def new_phone(
    server: LiveServer, playwright: Playwright, chromium_path: str, tmp_path: Path
) -> Iterator[NewPhone]:
    """Makes phones, each with a profile and a network of its own."""
    with ExitStack() as stack:

        def make(name: str, *, size: str = "large", locale: str = "zh-CN") -> Phone:
            network = stack.enter_context(Network(server.port))
            phone = Phone(playwright, chromium_path, tmp_path / name, network, size=size, locale=locale)
            return stack.enter_context(phone)

        yield make
