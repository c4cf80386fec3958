"""Signing in and out, and who is asking."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.server.conftest import SignInAs
from tests.server.people import People


def test_a_patroller_signs_in_and_sees_who_they_are(
    client: FlaskClient, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    answer = client.get("/api/session", headers=phone.headers)
    assert answer.status_code == 200, answer.text
    body = answer.get_json()
    assert body["user"]["id"] == people.ids["li"]
    assert [a["role"] for a in body["user"]["assignments"]] == ["patroller"]
    assert body["device"]["id"] == phone.device
    assert body["scope"] == phone.scope == 1
    assert "token" not in body
