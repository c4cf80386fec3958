"""A served demo district, a network for each phone, and phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.phone import Phone
from tests.live.network import Network
from tests.live.server import LiveServer, live_server

NewPhone = Callable[..., Phone]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """The demo district on SQLite, fresh for each test."""
    with live_server(tmp_path / "server") as running:
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
