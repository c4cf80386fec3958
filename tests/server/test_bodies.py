"""What a JSON endpoint takes, and how it says no."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.body import strict_json
from server.config import Settings
from server.errors import Problem
from tests.server.conftest import FrozenClock
from tests.server.people import PASSWORD, People

GOOD = json.dumps({"login": "li", "password": PASSWORD, "device": {"name": "phone"}}).encode()


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (GOOD, {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        (GOOD, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
        (GOOD, {"Content-Encoding": "br"}, 415, "unsupported_encoding"),
        (b"\xef\xbb\xbf" + GOOD, {}, 400, "malformed"),
        (b"", {}, 400, "malformed"),
        (b"{", {}, 400, "malformed"),
        (b'{"a": 1, "a": 2}', {}, 400, "malformed"),
        (b'{"a": NaN}', {}, 400, "malformed"),
        (b'{"a": "\xff"}', {}, 400, "malformed"),
        (b"[" * 33 + b"]" * 33, {}, 400, "too_deep"),
        (b"[" * 100_000, {}, 400, "malformed"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, {}, 400, "too_deep"),
        (b'{"a": "' + b"x" * 2_000_000 + b'"}', {}, 413, "too_large"),
        (b"1" * 5_000, {}, 400, "malformed"),
        (b"[]", {}, 422, "invalid"),
        (b'"text"', {}, 422, "invalid"),
        (b"null", {}, 422, "invalid"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused(
    client: FlaskClient, people: People, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/api/session", data=body, headers={"Content-Type": "application/json", **headers})
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
    assert answer.content_type == "application/problem+json"


def test_a_compressed_body_is_unpacked(client: FlaskClient, people: People) -> None:
    assert post_gzip(client, gzip.compress(GOOD)) == 201


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        (gzip.compress(GOOD)[:-9], 400),
        (b"\x1f\x8b" + b"\0" * 30, 400),
        (GOOD, 400),
        (gzip.compress(GOOD) + b"more", 400),
        (gzip.compress(b'{"a": "' + b"x" * 2_000_000 + b'"}'), 413),
        (gzip.compress(b"x" * 200_000_000), 413),
    ],
    ids=["cut", "broken", "not gzip", "something behind it", "too large", "a bomb"],
)
def test_a_compressed_body_may_be_neither_broken_nor_too_large(
    client: FlaskClient, people: People, packed: bytes, status: int
) -> None:
    assert post_gzip(client, packed) == status


def test_depth_is_counted_and_text_is_not() -> None:
    assert strict_json(b"[" * 32 + b"]" * 32)
    assert strict_json(b'["' + b"[" * 100 + b'"]')
    with pytest.raises(Problem):
        strict_json(b"[" * 33 + b"1" + b"]" * 33)


def test_numbers_that_are_none_pass_only_where_they_are_refused_one_by_one() -> None:
    assert str(strict_json(b"[NaN, Infinity]", numbers=False)) == "[nan, inf]"


def test_errors_are_problems_with_the_requests_id(client: FlaskClient) -> None:
    for answer in (client.get("/api/nothing"), client.put("/api/session"), client.get("/x.png")):
        body = answer.get_json()
        assert answer.content_type == "application/problem+json"
        assert set(body) == {"type", "title", "status", "code", "detail", "request_id"}
        assert body["request_id"] == answer.headers["X-Request-Id"]
        assert body["status"] == answer.status_code


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.put("/api/session")
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_a_bug_of_ours_is_a_problem_too_and_tells_nothing(settings: Settings, clock: FrozenClock) -> None:
    app: Flask = create_app(replace(settings), clock=clock)

    @app.get("/api/bug")
    def bug() -> str:
        raise RuntimeError("secret words")

    answer = app.test_client().get("/api/bug")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    app.extensions["gridwalk.engine"].dispose()


def post_gzip(client: FlaskClient, packed: bytes) -> int:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return client.post("/api/session", data=packed, headers=headers).status_code
