"""Signing in and out, and who is asking."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from server.auth.tables import person, session
from server.auth.tokens import token_hash
from server.db import reading, writing
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import PASSWORD, People


def sign_in_body(login: str, password: str = PASSWORD, device: str | None = None) -> dict[str, object]:
    return {"login": login, "password": password, "device": {"id": device, "name": "phone"}}


def test_a_patroller_signs_in_and_sees_who_they_are(
    client: FlaskClient, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    answer = client.get("/api/session", headers=phone.headers)
    assert answer.status_code == 200, answer.text
    body = answer.get_json()
    assert body["user"]["id"] == people.ids["li"]
    assert body["user"]["assignments"] == [
        {
            "id": people.assignments["li"],
            "role": "patroller",
            "area": people.areas["east1"],
            "area_name": "东1小分格",
            "area_level": "grid",
            "area_code": "east1",
            "from": "2026-01-01",
            "to": None,
            "certified_mediator": False,
        }
    ]
    assert body["device"]["id"] == phone.device
    assert body["scope"] == phone.scope == 1
    assert body["server_time"] == "2026-11-23T01:00:00.000Z"
    assert "token" not in body


def test_the_sealing_key_is_a_persons_own_for_good(client: FlaskClient, sign_in: SignInAs) -> None:
    def key(login: str) -> str:
        found: str = client.get("/api/session", headers=sign_in(login).headers).get_json()["seal_key"]
        return found

    first = key("li")
    assert len(base64.urlsafe_b64decode(first + "=")) == 32
    assert key("li") == first
    assert key("wang") != first


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(
    client: FlaskClient, people: People
) -> None:
    answers = [
        client.post("/api/session", json=sign_in_body(login, "wrong")).get_json()
        for login in ("li", "nobody")
    ]
    for answer in answers:
        answer.pop("request_id")
    assert answers[0] == answers[1]
    assert answers[0]["code"] == "wrong_sign_in"
    assert answers[0]["status"] == 401


def test_a_login_may_be_typed_with_a_capital(client: FlaskClient, people: People) -> None:
    assert client.post("/api/session", json=sign_in_body(" Li ")).status_code == 201


def test_the_token_is_stored_hashed_only(app: Flask, sign_in: SignInAs) -> None:
    phone = sign_in("li")
    assert len(base64.urlsafe_b64decode(phone.token + "=")) >= 16
    with reading(app.extensions["gridwalk.engine"]) as connection:
        rows = connection.execute(select(session)).all()
    assert [row.token_hash for row in rows] == [token_hash(phone.token)]
    assert phone.token not in str(rows)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer "}, {"Authorization": "Basic bGk6"}],
)
def test_without_a_known_token_nobody_is_signed_in(
    client: FlaskClient, people: People, headers: dict[str, str]
) -> None:
    answer = client.get("/api/session", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def test_after_signing_out_the_token_is_worth_nothing(client: FlaskClient, sign_in: SignInAs) -> None:
    phone, other = sign_in("li"), sign_in("li")
    assert client.delete("/api/session", headers=phone.headers).status_code == 204
    answer = client.get("/api/session", headers=phone.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")
    assert client.get("/api/session", headers=other.headers).status_code == 200


def test_a_disabled_person_is_out_at_the_next_request(
    app: Flask, client: FlaskClient, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(update(person).where(person.c.login == "li").values(disabled=True))
    answer = client.get("/api/session", headers=phone.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "person_disabled")
    answer = client.post("/api/session", json=sign_in_body("li"))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "person_disabled")
    assert client.post("/api/session", json=sign_in_body("li", "wrong")).get_json()["code"] == "wrong_sign_in"


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(app: Flask, people: People) -> None:
    with app.test_client() as browser:
        answer = browser.post("/api/session", json=sign_in_body("li"), base_url="https://gridwalk.example")
        cookie = answer.headers["Set-Cookie"]
        for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Secure"):
            assert part in cookie
        here = browser.get("/api/session", base_url="https://gridwalk.example")
        assert here.status_code == 200
    plain = app.test_client().post("/api/session", json=sign_in_body("li"))
    assert "Secure" not in plain.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 204),
        ("https://localhost", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_a_write_by_cookie_needs_this_sites_origin(
    app: Flask, people: People, origin: str, status: int
) -> None:
    browser = app.test_client()
    browser.post("/api/session", json=sign_in_body("li"))
    answer = browser.delete("/api/session", headers={"Origin": origin} if origin else {})
    assert answer.status_code == status


def test_a_bearer_needs_no_origin_and_goes_before_a_cookie(
    app: Flask, people: People, sign_in: SignInAs
) -> None:
    browser = app.test_client()
    browser.post("/api/session", json=sign_in_body("wang"))
    phone = sign_in("li")
    headers = {**phone.headers, "Origin": "http://evil.example"}
    assert browser.get("/api/session", headers=headers).get_json()["user"]["login"] == "li"
    assert browser.delete("/api/session", headers=headers).status_code == 204


def test_who_is_asking_takes_at_most_three_queries(
    app: Flask, client: FlaskClient, clock: FrozenClock, sign_in: SignInAs
) -> None:
    phone = sign_in("ma")
    client.get("/api/policy", headers=phone.headers)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "INSERT")):
            statements.append(statement)

    event.listen(app.extensions["gridwalk.engine"], "before_cursor_execute", note)
    assert client.get("/api/policy", headers=phone.headers).status_code == 200
    assert len(statements) == 1
    statements.clear()
    clock.forward(hours=2)
    assert client.get("/api/policy", headers=phone.headers).status_code == 200
    assert len(statements) <= 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": None}, "login"),
        ({"login": 7}, "login"),
        ({"login": "a\0b"}, "login"),
        ({"login": "a\ud800"}, "login"),
        ({"password": ""}, "password"),
        ({"password": "x" * 1001}, "password"),
        ({"device": {"name": "x", "id": "not a uuid"}}, "device"),
        ({"device": {"name": "x", "colour": "red"}}, "device"),
        ({"device": None}, "device"),
        ({"extra": 1}, "extra"),
        ({"\ud800": 1}, "\ud800"),
    ],
)
def test_a_wrong_field_is_named(
    client: FlaskClient, people: People, change: dict[str, object], field: str
) -> None:
    body = json.dumps({**sign_in_body("li"), **change})
    answer = client.post("/api/session", data=body, content_type="application/json")
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert list(answer.get_json()["errors"]) == [field]
