"""Ten wrong passwords in fifteen minutes, and the account is closed to more of them for a while."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.auth import sign_in as sign_in_module
from server.config import Settings
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import PASSWORD, People


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 has its own tests; here a hundred tries must not take half a minute."""

    def check(stored: str | None, password: str) -> bool:
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(sign_in_module, "is_password", check)


def try_sign_in(client: FlaskClient, password: str, login: str = "li") -> int:
    body = {"login": login, "password": password, "device": {"name": "phone"}}
    return client.post("/api/session", json=body).status_code


def test_the_eleventh_try_waits_even_with_the_right_password(
    client: FlaskClient, people: People, clock: FrozenClock
) -> None:
    for _ in range(10):
        assert try_sign_in(client, "wrong") == 401
        clock.forward(minutes=1)
    body = {"login": "li", "password": PASSWORD, "device": {"name": "phone"}}
    answer = client.post("/api/session", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (429, "too_many_tries")
    assert int(answer.headers["Retry-After"]) == 300
    assert try_sign_in(client, PASSWORD, "wang") == 201


def test_tries_during_the_lock_do_not_prolong_it(
    client: FlaskClient, people: People, clock: FrozenClock
) -> None:
    for _ in range(10):
        try_sign_in(client, "wrong")
    for _ in range(20):
        clock.forward(seconds=40)
        assert try_sign_in(client, "wrong") == 429
    clock.forward(seconds=15 * 60 - 20 * 40)
    assert try_sign_in(client, PASSWORD) == 201


def test_only_failures_count(client: FlaskClient, people: People) -> None:
    for _ in range(15):
        assert try_sign_in(client, PASSWORD) == 201
    for _ in range(9):
        assert try_sign_in(client, "wrong") == 401
        assert try_sign_in(client, PASSWORD) == 201


def test_an_unknown_login_is_throttled_like_a_known_one(client: FlaskClient, people: People) -> None:
    assert [try_sign_in(client, "wrong", "nobody") for _ in range(11)] == [401] * 10 + [429]


def test_spelling_a_login_differently_gives_no_more_tries(client: FlaskClient, people: People) -> None:
    spellings = ["li", "Li", "LI", " li", "li "]
    assert [try_sign_in(client, "wrong", spellings[n % 5]) for n in range(11)] == [401] * 10 + [429]


def test_a_signed_in_phone_works_on_during_the_lock(
    client: FlaskClient, sign_in: SignInAs, people: People
) -> None:
    phone = sign_in("li")
    for _ in range(11):
        try_sign_in(client, "wrong")
    assert client.get("/api/session", headers=phone.headers).status_code == 200


def test_all_processes_count_together(
    app: Flask, people: People, settings: Settings, clock: FrozenClock
) -> None:
    apps = [app, create_app(replace(settings), clock=clock)]
    clients = [one.test_client(use_cookies=False) for one in apps]
    assert [try_sign_in(clients[n % 2], "wrong") for n in range(11)] == [401] * 10 + [429]
    apps[1].extensions["gridwalk.engine"].dispose()


def test_trying_in_parallel_tells_no_more_than_ten_failures(app: Flask, people: People) -> None:
    def guess(_: int) -> int:
        return try_sign_in(app.test_client(use_cookies=False), "wrong")

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(guess, range(24)))
    assert statuses == [401] * 10 + [429] * 14
