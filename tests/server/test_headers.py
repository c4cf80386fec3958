"""What every answer carries, and who may say where a request came from."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from server import create_app
from server.config import Settings
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import PASSWORD, People


def test_answers_of_the_interface_are_kept_by_nobody(client: FlaskClient, sign_in: SignInAs) -> None:
    for answer in (
        client.get("/api/session", headers=sign_in("li").headers),
        client.get("/api/session"),
        client.get("/api/nothing"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_other_site_is_ever_let_in(client: FlaskClient) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for answer in (
        client.options("/api/session", headers=headers),
        client.get("/api/session", headers=headers),
    ):
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_pages_run_only_their_own_scripts(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "script-src 'self'" in policy


@pytest.fixture
def behind_proxy(settings: Settings, clock: FrozenClock, people: People) -> Iterator[Flask]:
    trusted = (ip_network("10.0.0.0/8"),)
    app = create_app(replace(settings, trusted_proxies=trusted), clock=clock)

    @app.get("/seen")
    def seen() -> dict[str, object]:
        from flask import request

        return {"address": request.remote_addr, "secure": request.is_secure, "host": request.host}

    yield app
    app.extensions["gridwalk.engine"].dispose()


FORWARDED = {
    "X-Forwarded-For": "1.2.3.4, 203.0.113.9, 10.0.0.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "grid.example",
}


def test_a_trusted_proxy_says_who_called_and_how(behind_proxy: Flask) -> None:
    answer = behind_proxy.test_client().get(
        "/seen", headers=FORWARDED, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert answer.get_json() == {"address": "203.0.113.9", "secure": True, "host": "grid.example"}


def test_anybody_elses_forwarded_headers_count_for_nothing(behind_proxy: Flask) -> None:
    answer = behind_proxy.test_client().get(
        "/seen", headers=FORWARDED, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert answer.get_json() == {"address": "192.0.2.1", "secure": False, "host": "localhost"}


def test_behind_https_the_cookie_is_secure_and_the_origin_is_https(behind_proxy: Flask) -> None:
    browser = behind_proxy.test_client()
    via_proxy = {"REMOTE_ADDR": "10.0.0.1"}
    body = {"login": "li", "password": PASSWORD, "device": {"name": "phone"}}
    answer = browser.post("/api/session", json=body, headers=FORWARDED, environ_overrides=via_proxy)
    assert "Secure" in answer.headers["Set-Cookie"]
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    headers = {**FORWARDED, "Cookie": cookie, "Origin": "https://grid.example"}
    answer = browser.delete("/api/session", headers=headers, environ_overrides=via_proxy)
    assert answer.status_code == 204


def test_large_answers_are_compressed_and_small_ones_are_not(settings: Settings, clock: FrozenClock) -> None:
    app = create_app(replace(settings), clock=clock)
    words = b'{"words": "' + b"patrol " * 100_000 + b'"}'

    @app.get("/api/large")
    def large() -> Response:
        return Response(words, content_type="application/json")

    client = app.test_client()
    answer = client.get("/api/large", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data) == words
    assert len(answer.data) < len(words) / 50
    assert client.get("/api/large").data == words
    refused = client.get("/api/large", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers
    small = client.get("/api/session", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers
    app.extensions["gridwalk.engine"].dispose()
