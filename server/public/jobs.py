"""What residents left and nobody needs any more: counts after a day, names some time after the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, delete, exists

from server.clock import clock
from server.db import engine, reading, run_writing
from server.district.residents import read_resident_days
from server.jobs import every
from server.public import throttle
from server.public.tables import matter
from server.records.erasing import erase
from server.records.listing import Columns, conditions
from server.records.models import record
from server.records.registry import collections
from server.records.statements import Statements

AT_ONCE = 100
"""Reporters in one transaction, so that others can write in between."""


@every("public.forget", hours=24)
def forget() -> None:
    now = clock().now()
    run_writing(engine(), lambda connection: forget_counts(connection, now))
    with reading(engine()) as connection:
        old = old_reporters(connection, now)
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        run_writing(engine(), partial(erase, ids=some, now=now))


def forget_counts(connection: Connection, now: datetime) -> None:
    """Old counts, and the codes of cases that were erased."""
    throttle.forget_old(connection, now)
    gone = ~exists().where(record.c.id == matter.c.case_id)
    connection.execute(delete(matter).where(gone))


def old_reporters(connection: Connection, now: datetime) -> list[str]:
    """Ids of the reporters of cases that were closed so long ago and not opened again."""
    days = read_resident_days(connection, clock().today()).keep_reporters
    before = (now - timedelta(days=days)).isoformat()
    say = Statements(connection)
    closed = {"status": "closed", "closed_at": {"lt": before}}
    wanted = conditions(closed, Columns(collections()["cases"], sqlite=say.sqlite))
    cases = "SELECT id FROM record WHERE collection = 'cases'" + "".join(
        f" AND {part.sql}" for part in wanted
    )
    values = [value for part in wanted for value in part.values]
    sql = f"SELECT id FROM record WHERE collection = 'reporters' AND root IN ({cases}) ORDER BY id"
    return [row[0] for row in say.select(sql, *values)]
