"""People of the small world with a phone that pushes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from server.auth.tables import device, session
from server.auth.tokens import token_hash
from server.db import reading, writing
from server.ids import new_id
from server.records.recount import recount
from tests.server.conftest import Phone
from tests.server.people import People
from tests.server.records.helpers import Pusher

Phones = Callable[[str], Pusher]


@pytest.fixture
def phone_of(app: Flask, client: FlaskClient, people: People) -> Iterator[Phones]:
    """`phone_of("li")`: a new phone of Li's, signed in without the slow check of a password.

    Whatever a test does through it: at its end, every stream says of itself what stands in it.
    """
    numbers = count(1)

    def new_phone(login: str) -> Pusher:
        token, id, person = f"token {next(numbers)}", new_id(), people.ids[login]
        now: datetime = app.extensions["gridwalk.clock"].now()
        with writing(app.extensions["gridwalk.engine"]) as connection:
            phone = {"id": id, "person_id": person, "name": "a phone", "created_at": now, "last_seen": now}
            connection.execute(insert(device).values(**phone))
            row = {"token_hash": token_hash(token), "device_id": id, "created_at": now}
            connection.execute(insert(session).values(**row))
        me = client.get("/api/session", headers={"Authorization": f"Bearer {token}"}).get_json()
        return Pusher(client, Phone(token, id, person, me["scope"], me["epoch"]), login)

    yield new_phone
    with reading(app.extensions["gridwalk.engine"]) as connection:
        assert not recount(connection)
