"""What was erased since the backup stays erased, also when the database itself is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, MetaData

from server import create_app
from server.attachments.blobs import Blobs
from server.attachments.stores import open_store
from server.backup.dump import back_up
from server.backup.outliving import keep
from server.backup.restore import restore
from server.config import Settings
from server.db import make_engine, run_writing, writing
from server.errors import CommandError
from server.jobs import run_due
from server.records.erasing import erase
from sync.device import Device
from tests.server.conftest import FrozenClock, Phone, SignInAs
from tests.server.people import WORLD
from tests.server.test_backup_moment import device

CASE = {"area": WORLD.areas["east1"], "text": "楼道堆物"}


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    return Blobs(*open_store(settings.blobs))


@pytest.fixture
def li(client: FlaskClient, sign_in: SignInAs) -> tuple[Device, Phone]:
    """Her phone with one case that is at the station."""
    phone = sign_in("li")
    made = device(client, phone)
    made.save(WORLD.assignments["li"], "cases", CASE)
    made.sync()
    return made, phone


def lose(engine: Engine) -> None:
    """All tables, and with them the rows that a restore would have kept."""
    with writing(engine) as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)


def test_what_was_erased_since_the_backup_stays_so_although_the_database_is_lost(
    app: Flask, settings: Settings, clock: FrozenClock, blobs: Blobs, li: tuple[Device, Phone], tmp_path: Path
) -> None:
    engine, (phone, session) = app.extensions["gridwalk.engine"], li
    (case,) = (each.mutation["record"] for each in phone.phone.sent)
    back_up(engine, clock, blobs, None, tmp_path / "backup.zip")
    with writing(engine) as connection:
        erase(connection, [case], clock.now())
    run_due(app)
    lose(engine)
    engine.dispose()
    fresh = make_engine(settings.database_url)
    restore(fresh, clock, blobs, tmp_path / "backup.zip", lambda _key: None, settings.data_dir)
    fresh.dispose()
    again = device(create_app(settings, clock=clock).test_client(use_cookies=False), session)
    again.phone = phone.phone
    again.sync()
    assert case not in again.phone.records
    assert again.phone.sent == []
    assert again.phone.attention == []


def test_what_was_not_erased_after_all_is_not_in_the_list(
    app: Flask, settings: Settings, clock: FrozenClock, li: tuple[Device, Phone]
) -> None:
    (case,) = (each.mutation["record"] for each in li[0].phone.sent)

    def give_up(connection: Connection) -> None:
        erase(connection, [case], clock.now())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_writing(app.extensions["gridwalk.engine"], give_up)
    run_due(app)
    assert not (settings.data_dir / "erased.jsonl").exists()


def test_a_list_never_gets_shorter(
    app: Flask, settings: Settings, clock: FrozenClock, people: object
) -> None:
    engine = app.extensions["gridwalk.engine"]
    for id in (WORLD.areas["east1"], WORLD.areas["east2"]):
        with writing(engine) as connection:
            connection.exec_driver_sql("DELETE FROM erased")
            erase(connection, [id], clock.now())
        keep(engine, settings.data_dir)
    listed = (settings.data_dir / "erased.jsonl").read_text()
    assert WORLD.areas["east1"] in listed
    assert WORLD.areas["east2"] in listed


def test_a_damaged_list_is_named_and_nothing_is_changed(
    app: Flask, settings: Settings, clock: FrozenClock, blobs: Blobs, li: tuple[Device, Phone], tmp_path: Path
) -> None:
    engine = app.extensions["gridwalk.engine"]
    back_up(engine, clock, blobs, None, tmp_path / "backup.zip")
    (settings.data_dir / "erased.jsonl").write_text('["id","erased_at"]\n["half')
    with pytest.raises(CommandError, match=r"erased\.jsonl is damaged"):
        restore(engine, clock, blobs, tmp_path / "backup.zip", lambda _key: None, settings.data_dir)
    log = li[0].sync()
    assert log.requests == 1
    assert li[0].phone.sweep is False
