"""The residents' pages as they were built: small, apart from the app, and served under short addresses."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import WEB_DIR, Settings
from tests.server.conftest import FrozenClock

BUDGET = 40_000


@pytest.fixture
def built(settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    app = create_app(replace(settings, web_dir=WEB_DIR), clock=clock)
    yield app
    app.extensions["gridwalk.engine"].dispose()


@pytest.fixture
def browser(built: Flask) -> FlaskClient:
    return built.test_client()


def assets(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)


@pytest.mark.parametrize("path", ["/report", "/track"])
def test_a_page_with_all_that_it_loads_is_small(browser: FlaskClient, path: str) -> None:
    page = browser.get(f"{path}?at=440311002001-03-01")
    assert page.status_code == 200
    named = assets(page.text)
    assert {Path(name).suffix for name in named} == {".js", ".css"}
    bodies = [page.data, *(browser.get(name).data for name in named)]
    assert sum(len(gzip.compress(body)) for body in bodies) < BUDGET
    assert page.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_the_app_and_its_worker_know_nothing_of_them(browser: FlaskClient) -> None:
    pages = [set(assets(browser.get(path).text)) for path in ("/report", "/track")]
    app = set(assets(browser.get("/").text))
    assert not app & (pages[0] | pages[1])
    worker = browser.get("/sw.js").text
    assert all(name not in worker for name in pages[0] | pages[1])
    assert "report.html" not in worker


def test_another_way_below_them_is_not_theirs(browser: FlaskClient) -> None:
    assert browser.get("/report/x").text == browser.get("/").text
    assert browser.post("/report").status_code == 404
