"""What a phone may forget is in the backup that passed it: not a moment too much is promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.attachments.blobs import Blobs
from server.attachments.stores import open_store
from server.backup.dump import back_up
from server.config import Settings
from server.db import reading
from server.installation import installation
from sync import engine
from sync.device import Device
from sync.ids import Ids
from tests.server.conftest import FrozenClock, Phone, SignInAs
from tests.server.people import WORLD

CASE = {"area": WORLD.areas["east1"], "text": "楼道堆物"}


def device(client: FlaskClient, phone: Phone) -> Device:
    """The reference phone over this signed-in phone's HTTP."""

    def send(body: bytes) -> bytes:
        headers = {**phone.headers, "Content-Type": "application/json"}
        answer = client.post("/api/sync", data=body, headers=headers)
        assert answer.status_code == 200, answer.text
        data: bytes = answer.data
        return data

    ids = Ids(lambda: 1_795_000_000_000, lambda bits: 1 << (bits - 4))
    return Device(send, ids, lambda: "2026-11-23T09:00:00+08:00")


@pytest.fixture
def keep_backup(app: Flask, settings: Settings, clock: FrozenClock, tmp_path: Path) -> Callable[[], None]:
    blobs = Blobs(*open_store(settings.blobs))
    return lambda: back_up(app.extensions["gridwalk.engine"], clock, blobs, None, tmp_path / "backup.zip")


def test_work_that_was_committed_after_a_backup_is_kept_although_its_request_came_before(
    client: FlaskClient,
    sign_in: SignInAs,
    clock: FrozenClock,
    keep_backup: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A request may wait for its turn to write, and a backup be made meanwhile."""
    li = device(client, sign_in("li"))
    li.sync()
    push = engine.push

    def wait_for_its_turn(*given: Any, **named: Any) -> Any:
        clock.forward(seconds=1)
        keep_backup()
        clock.forward(seconds=1)
        return push(*given, **named)

    monkeypatch.setattr(engine, "push", wait_for_its_turn)
    li.save(WORLD.assignments["li"], "cases", CASE)
    li.sync()
    monkeypatch.undo()
    assert [each.mutation["fields"] for each in li.phone.sent] == [CASE]
    clock.forward(seconds=1)
    keep_backup()
    li.sync()
    assert li.phone.sent == []


def test_a_backup_says_no_later_moment_than_an_answer_can_name(
    app: Flask, clock: FrozenClock, keep_backup: Callable[[], None]
) -> None:
    """Answers tell milliseconds: what came 0.4 ms after the snapshot must not look as if it came before."""
    clock.moment += timedelta(microseconds=1_500)
    keep_backup()
    with reading(app.extensions["gridwalk.engine"]) as connection:
        said = connection.execute(select(installation.c.backed_up)).scalar_one()
    assert said.microsecond == 1_000
