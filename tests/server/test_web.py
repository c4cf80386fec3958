"""The built web app is served so that a phone asks for as little as possible and never gets an old page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Settings
from tests.server.conftest import FrozenClock

SCRIPT = "console.log('patrol');" * 100


@pytest.fixture
def built(settings: Settings, clock: FrozenClock, tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>巡格</title>")
    (folder / "sw.js").write_text(SCRIPT)
    (folder / "manifest.webmanifest").write_text("{}")
    (folder / "assets" / "index-B3kd9.js").write_text(SCRIPT)
    (folder / "assets" / "icon-x.png").write_bytes(b"\x89PNG" + b"\0" * 500)
    (tmp_path / "secret.key").write_text("do not serve")
    app = create_app(replace(settings, web_dir=folder), clock=clock)
    yield app
    app.extensions["gridwalk.engine"].dispose()


@pytest.fixture
def browser(built: Flask) -> FlaskClient:
    return built.test_client()


@pytest.mark.parametrize("path", ["/", "/index.html", "/cases", "/cases/0190-1", "/me/devices"])
def test_every_way_inside_the_app_gets_its_page(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "巡格" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/gone-1.js", "/x.png", "/api", "/api/x", "/metrics", "/healthz/x", "/assets/../sw.jpg"]
)
def test_what_is_no_way_of_the_app_is_absent(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_a_wrong_method_is_told_from_an_unknown_way(browser: FlaskClient) -> None:
    assert browser.get("/api/sync").status_code == 405
    assert browser.post("/api/nothing").status_code == 404
    assert browser.post("/cases").status_code == 404
    assert browser.head("/cases").status_code == 200


@pytest.mark.parametrize(
    "path", ["/../secret.key", "/%2e%2e/secret.key", "/assets/..%2f..%2fsecret.key", "/a%00b.js"]
)
def test_nothing_outside_the_build_is_served(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404 or "巡格" in answer.text
    assert "do not serve" not in answer.text


@pytest.mark.parametrize("path", ["/" + "a" * 300, "/cases" * 1_000])
def test_a_way_that_is_too_long_for_a_file_is_one_like_any_other(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 200
    assert browser.get(f"{path}.png").status_code == 404


def test_hashed_files_are_kept_and_others_asked_for_again(browser: FlaskClient) -> None:
    hashed = browser.get("/assets/index-B3kd9.js")
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashed.content_type == "text/javascript; charset=utf-8"
    worker = browser.get("/sw.js")
    assert worker.headers["Cache-Control"] == "no-cache"
    same = browser.get("/sw.js", headers={"If-None-Match": worker.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert browser.get("/manifest.webmanifest").content_type == "application/manifest+json"


def test_scripts_travel_compressed_and_pictures_as_they_are(browser: FlaskClient) -> None:
    answer = browser.get("/assets/index-B3kd9.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == SCRIPT
    plain = browser.get("/assets/index-B3kd9.js")
    assert plain.headers["ETag"] != answer.headers["ETag"]
    picture = browser.get("/assets/icon-x.png", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in picture.headers


def test_a_new_build_is_seen_at_once(built: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    browser.get("/")
    (tmp_path / "dist" / "index.html").write_text("<!doctype html><title>new</title>")
    assert "new" in browser.get("/").text


def test_without_a_build_it_says_what_to_do(settings: Settings, clock: FrozenClock, tmp_path: Path) -> None:
    app = create_app(replace(settings, web_dir=tmp_path / "nothing"), clock=clock)
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "not_built")
    app.extensions["gridwalk.engine"].dispose()
