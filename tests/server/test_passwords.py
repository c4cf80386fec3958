"""Passwords as an installation keeps them: argon2id with 64 MiB, and nothing to be learned from the time."""

from __future__ import annotations

import time
from statistics import median

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from server.auth import passwords
from server.auth.passwords import NOBODYS, hash_password, is_password
from server.auth.tables import person
from server.db import reading, writing
from tests.server.conftest import SHIPPED
from tests.server.people import PASSWORD, People


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", SHIPPED)


def test_a_password_is_kept_as_argon2id_with_64_mebibytes() -> None:
    for stored in (hash_password("a password"), NOBODYS):
        found = extract_parameters(stored)
        assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 64 * 1024, 3)
    assert hash_password("a password") != hash_password("a password")


def test_only_the_right_password_is_right() -> None:
    stored = hash_password("a password")
    assert is_password(stored, "a password")
    assert not is_password(stored, "a passwore")
    assert not is_password(None, "a password")
    assert not is_password("no hash at all", "a password")


def test_nobody_takes_as_long_as_somebody() -> None:
    stored = hash_password("a password")

    def seconds(of: str | None) -> float:
        began = time.process_time()
        is_password(of, "wrong")
        return time.process_time() - began

    pairs = [(seconds(stored), seconds(None)) for _ in range(5)]
    somebody, nobody = (median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < nobody / somebody < 2


def test_a_weaker_hash_of_former_times_is_replaced_at_sign_in(
    app: Flask, client: FlaskClient, people: People
) -> None:
    engine, of_li = app.extensions["gridwalk.engine"], person.c.login == "li"

    def stored() -> str:
        with reading(engine) as connection:
            return str(connection.execute(select(person.c.password_hash).where(of_li)).scalar_one())

    assert extract_parameters(stored()).memory_cost == 8
    body = {"login": "li", "password": PASSWORD, "device": {"name": "phone"}}
    assert client.post("/api/session", json=body).status_code == 201
    assert extract_parameters(stored()).memory_cost == 64 * 1024
    with writing(engine) as connection:
        connection.execute(update(person).where(of_li).values(password_hash=None))
    assert client.post("/api/session", json=body).status_code == 401
