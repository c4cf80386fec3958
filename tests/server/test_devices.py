"""A device is one person's installation of the app."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Settings
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import People


def test_a_device_keeps_its_id_through_signing_out_and_in(client: FlaskClient, sign_in: SignInAs) -> None:
    phone = sign_in("li")
    client.delete("/api/session", headers=phone.headers)
    again = sign_in("li", phone.device)
    assert again.device == phone.device
    assert again.token != phone.token


def test_the_next_person_on_a_phone_gets_a_device_of_their_own(sign_in: SignInAs) -> None:
    first = sign_in("li")
    second = sign_in("wang", first.device)
    assert second.device != first.device
    assert sign_in("li", first.device).device == first.device


def test_a_device_that_the_server_forgot_keeps_its_id(sign_in: SignInAs) -> None:
    known_to_the_phone_only = str(uuid4())
    assert sign_in("li", known_to_the_phone_only).device == known_to_the_phone_only


def test_signing_in_again_ends_the_devices_former_session(client: FlaskClient, sign_in: SignInAs) -> None:
    phone = sign_in("li")
    sign_in("li", phone.device)
    assert client.get("/api/session", headers=phone.headers).status_code == 401


def test_the_list_shows_my_devices_and_which_one_this_is(
    client: FlaskClient, sign_in: SignInAs, clock: FrozenClock
) -> None:
    old = sign_in("li")
    sign_in("wang")
    clock.forward(hours=3)
    new = sign_in("li")
    listed = client.get("/api/devices", headers=new.headers).get_json()["devices"]
    assert [(device["id"], device["current"], device["signed_in"]) for device in listed] == [
        (new.device, True, True),
        (old.device, False, True),
    ]
    assert listed[1]["last_seen"] == "2026-11-23T01:00:00.000Z"
    client.get("/api/session", headers=old.headers)
    listed = client.get("/api/devices", headers=new.headers).get_json()["devices"]
    assert {device["last_seen"] for device in listed} == {"2026-11-23T04:00:00.000Z"}


def test_a_revoked_device_is_out_at_the_next_request_on_every_process(
    client: FlaskClient, sign_in: SignInAs, settings: Settings, clock: FrozenClock
) -> None:
    lost, mine = sign_in("li"), sign_in("li")
    other = create_app(replace(settings), clock=clock)
    elsewhere = other.test_client(use_cookies=False)
    assert elsewhere.get("/api/session", headers=lost.headers).status_code == 200
    assert client.delete(f"/api/devices/{lost.device}", headers=mine.headers).status_code == 204
    answer = elsewhere.get("/api/session", headers=lost.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "device_revoked")
    listed = client.get("/api/devices", headers=mine.headers).get_json()["devices"]
    assert [device["id"] for device in listed] == [mine.device]
    other.extensions["gridwalk.engine"].dispose()


def test_a_revoked_device_comes_back_by_signing_in(client: FlaskClient, sign_in: SignInAs) -> None:
    found, mine = sign_in("li"), sign_in("li")
    client.delete(f"/api/devices/{found.device}", headers=mine.headers)
    again = sign_in("li", found.device)
    assert again.device == found.device
    assert client.get("/api/session", headers=again.headers).status_code == 200
    assert client.get("/api/session", headers=found.headers).status_code == 401


def test_somebody_elses_device_and_none_at_all_get_the_same_answer(
    app: Flask, client: FlaskClient, people: People, sign_in: SignInAs
) -> None:
    mine, theirs = sign_in("li"), sign_in("wang")
    answers = []
    for device in (theirs.device, str(uuid4())):
        answer = client.delete(f"/api/devices/{device}", headers=mine.headers)
        body = answer.get_json()
        body.pop("request_id")
        answers.append((answer.status_code, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert client.get("/api/session", headers=theirs.headers).status_code == 200
