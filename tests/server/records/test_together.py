"""Many phones at once: nothing is lost, nothing is doubled, numbers have no gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from server.db import reading
from server.records import models
from tests.server.people import WORLD
from tests.server.records.conftest import Phones
from tests.server.records.helpers import Json, Pusher

PHONES, EACH = 10, 10
GRIDS = {"li": "east1", "wang": "east1", "zhao": "east2", "zhou": "west1"}


def test_what_ten_phones_send_at_once_arrives_once(app: Flask, phone_of: Phones) -> None:
    logins = [list(GRIDS)[number % len(GRIDS)] for number in range(PHONES)]
    phones = [phone_of(login) for login in logins]
    batches = [
        [
            phone.mutation("cases", {"area": WORLD.areas[GRIDS[phone.login]], "text": "漏水"})
            for _ in range(EACH)
        ]
        for phone in phones
    ]
    ready = Barrier(PHONES)

    def deliver(phone: Pusher, batch: list[Json]) -> list[str]:
        """Twice, as after a lost reply, and at the same time as everybody else."""
        phone.client = app.test_client(use_cookies=False)
        ready.wait()
        return [receipt["outcome"] for _ in range(2) for receipt in phone.push(*batch)]

    with ThreadPoolExecutor(PHONES) as pool:
        outcomes = list(pool.map(deliver, phones, batches))
    assert outcomes == [["applied"] * 2 * EACH] * PHONES
    he = phone_of("he")
    found = [record for page in (1, 2) for record in he.listed("cases", page=page, per_page=200)]
    assert {record["record"] for record in found} == {m["record"] for batch in batches for m in batch}
    east = sorted(r["fields"]["number"] for r in found if r["fields"]["number"].startswith("东"))
    assert east == [f"东社区〔2026〕{number:05d}" for number in range(1, len(east) + 1)]
    _positions_have_no_doubles(app)


def _positions_have_no_doubles(app: Flask) -> None:
    """Every stream gave each position out once, and its last one is the highest."""
    with reading(app.extensions["gridwalk.engine"]) as connection:
        rows = connection.execute(select(models.stream.c.id, models.stream.c.position))
        last = {row.id: row.position for row in rows}
        rows = connection.execute(select(models.line.c.stream_id, models.line.c.position))
        lines = [(row.stream_id, row.position) for row in rows]
    assert len(lines) == len(set(lines))
    for stream, position in last.items():
        assert max(at for one, at in lines if one == stream) == position
