"""What PostgreSQL gives up for the sake of others is tried again inside; no phone hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from server import db, postgresql
from server.db import make_engine, reading, writing
from tests.durability.hanging import COMMIT_KEY, until, watched
from tests.server.people import WORLD
from tests.server.records.conftest import Phones

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_postgresql
def test_a_push_that_cannot_be_serialized_is_tried_again(
    app: Flask, database_url: str, phone_of: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pushes do not ask for it: here they are made to, and wait for a row that is changed meanwhile."""
    given_up: list[str] = []
    was_given_up = db._was_given_up

    def note(error: DBAPIError) -> bool:
        given_up.append(str(getattr(error.orig, "sqlstate", None)))
        return was_given_up(error)

    monkeypatch.setattr(db, "_was_given_up", note)
    monkeypatch.setattr(postgresql, "_WRITING", ("BEGIN ISOLATION LEVEL SERIALIZABLE", ()))
    li, wang = phone_of("li"), phone_of("wang")
    wang.client = app.test_client(use_cookies=False)
    case = li.create("cases", {"area": WORLD.areas["east1"], "text": "漏水"})
    first, second = (
        phone.mutation("entries", {"kind": "note", "text": "看过了"}, root=case) for phone in (li, wang)
    )
    with watched(database_url) as database, ThreadPoolExecutor(2) as threads:
        with database.held(COMMIT_KEY, first["id"]):
            one = threads.submit(li.push, first)
            (hanging,) = until("the first hangs in COMMIT", database.hanging, COMMIT_KEY)
            two = threads.submit(wang.push, second)
            until("the second waits for the case", database.waiting_for, hanging)
        receipts = one.result() + two.result()
    assert [receipt["outcome"] for receipt in receipts] == ["applied"] * 2
    assert "40001" in given_up
    assert li.show("cases", case)["entry_count"] == 2


def test_a_push_asks_for_what_it_needs_whatever_the_database_is_set_to(postgres_url: str) -> None:
    """A snapshot from before it waited for its locks would show it roots and receipts as they were."""
    engine = make_engine(postgres_url)
    with writing(engine) as connection:
        for setting in (
            "default_transaction_isolation = 'serializable'",
            "default_transaction_read_only = on",
        ):
            name = engine.url.database
            connection.execute(text(f'ALTER DATABASE "{name}" SET {setting}'))
    engine.dispose()
    with writing(engine) as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
        assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"
    with reading(engine) as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
    engine.dispose()


def test_what_was_prepared_outlives_what_was_rolled_back(postgres_url: str) -> None:
    """The driver forgets all that a connection has prepared when it rolls back; ours is not its to forget."""
    engine = make_engine(postgres_url, pool_size=1)

    def often(connection: Connection) -> None:
        for _ in range(10):
            connection.execute(text("SELECT 1"))  # the driver's own way
            postgresql.ask(connection, [("SELECT $1::text", ["漏水"])])

    with writing(engine) as connection:
        often(connection)
    with suppress(Given), writing(engine) as connection:
        often(connection)
        raise Given
    with writing(engine) as connection:
        often(connection)
    engine.dispose()


class Given(Exception):
    """What makes a transaction roll back."""
