"""Background work: rows that fall due, claimed from the database by any number of workers.

What must happen later is written by `enqueue` in the transaction that causes it, so it happens if and only if
that commits. A package has a module `jobs.py` whose functions are registered here:

    @job("attachments.derive", lease=60)
    def derive(payload): ...

    @every("housekeeping.retention", hours=24)
    def retention(): ...

They run inside the application's context, at least once: a worker that dies holds its row until `lease`
seconds have passed. What fails is tried again later and later, at least hourly, and never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from flask import Flask
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Update,
    delete,
    insert,
    or_,
    select,
    update,
)

from server.clock import Clock
from server.db import Id, Moment, metadata, reading, run_writing
from server.discovery import modules
from server.ids import new_id
from server.patience import patience

log = structlog.get_logger("jobs")

Handler = Callable[[Mapping[str, Any]], object]
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)

job_table = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("key", String(200)),
    Column("due_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claimed_until", Moment),
    Column("claim", Id),
    Column("last_error", String(200)),
    UniqueConstraint("kind", "key"),
    Index("ix_job_due_at", "due_at"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One registered function. `period` is None for what is enqueued."""

    name: str
    handler: Handler
    lease: timedelta
    period: timedelta | None


_kinds: dict[str, Kind] = {}


def job(name: str, *, lease: float = 60) -> Callable[[Handler], Handler]:
    """Registers the function that does the jobs of a kind; `lease` in seconds is the longest it may take."""

    def register(handler: Handler) -> Handler:
        _kinds[name] = Kind(name, handler, timedelta(seconds=lease), None)
        return handler

    return register


def every(
    name: str, *, hours: float, lease: float = 3600
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Registers a function that is run by one worker every so many hours."""

    def register(handler: Callable[[], Any]) -> Callable[[], Any]:
        _kinds[name] = Kind(name, lambda _: handler(), timedelta(seconds=lease), timedelta(hours=hours))
        return handler

    return register


def import_jobs() -> Mapping[str, Kind]:
    """All kinds, after a look into every package."""
    for _ in modules("jobs"):
        pass
    return _kinds


def enqueue(
    connection: Connection, kind: str, payload: Mapping[str, Any], due_at: datetime, key: str | None = None
) -> None:
    """Writes a job in the caller's transaction. With a `key` there is at most one such job at a time."""
    if key is not None:
        there = select(job_table.c.id).where(job_table.c.kind == kind, job_table.c.key == key)
        if connection.execute(there).first() is not None:
            return
    row = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "due_at": due_at,
        "payload": orjson.dumps(payload).decode(),
    }
    connection.execute(insert(job_table).values(**row))


def run_due(app: Flask, most: int = 1_000) -> int:
    """Does what is due now, one after the other; returns how many jobs were tried."""
    engine: Engine = app.extensions["gridwalk.engine"]
    clock: Clock = app.extensions["gridwalk.clock"]
    done = 0
    while done < most and (claimed := _claim(engine, clock.now())) is not None:
        _run(app, engine, clock, claimed)
        done += 1
    return done


def schedule_periodic(engine: Engine, now: datetime) -> None:
    """Makes sure that everything periodic has its row; harmless to repeat."""
    wanted = [kind for kind in import_jobs().values() if kind.period]

    def work(connection: Connection) -> None:
        for kind in wanted:
            enqueue(connection, kind.name, {}, now, key="every")

    with reading(engine) as connection:
        there = set(connection.execute(select(job_table.c.kind).where(job_table.c.key == "every")).scalars())
    if {kind.name for kind in wanted} - there:
        run_writing(engine, work)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is ours until its lease is over. `id` is the row's, `token` this claim's."""

    id: str
    token: str
    kind: Kind
    payload: Mapping[str, Any]
    tried: int


def _claim(engine: Engine, now: datetime) -> Claim | None:
    """The next due job, held for its lease, or None. It looks first: most looks find nothing."""
    free = or_(job_table.c.claimed_until.is_(None), job_table.c.claimed_until <= now)
    known = job_table.c.kind.in_(list(import_jobs()))
    wanted = (
        select(job_table)
        .where(job_table.c.due_at <= now, free, known)
        .order_by(job_table.c.due_at, job_table.c.id)
        .limit(1)
    )
    with reading(engine) as connection:
        if connection.execute(wanted).first() is None:
            return None

    def work(connection: Connection) -> Claim | None:
        row = connection.execute(wanted.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        claim = Claim(row.id, new_id(), _kinds[row.kind], orjson.loads(row.payload), row.attempts)
        held = {"claimed_until": now + claim.kind.lease, "claim": claim.token}
        connection.execute(update(job_table).where(job_table.c.id == row.id).values(**held))
        return claim

    return run_writing(engine, work)


def _run(app: Flask, engine: Engine, clock: Clock, claim: Claim) -> None:
    mine, kind = (job_table.c.id == claim.id, job_table.c.claim == claim.token), claim.kind
    try:
        with app.app_context(), patience(None):
            kind.handler(claim.payload)
    except Exception as error:
        log.exception("job failed", kind=kind.name, attempt=claim.tried + 1)
        pause = min(FIRST_PAUSE * 2 ** min(claim.tried, 20), LONGEST_PAUSE)
        why = {"attempts": claim.tried + 1, "last_error": type(error).__name__}
        after: Any = _again(clock.now() + pause, **why).where(*mine)
    else:
        log.info("job done", kind=kind.name)
        if kind.period is None:
            after = delete(job_table).where(*mine)
        else:
            after = _again(clock.now() + kind.period, attempts=0, last_error=None).where(*mine)
    run_writing(engine, lambda connection: connection.execute(after))


def _again(due_at: datetime, **values: Any) -> Update:
    return update(job_table).values(due_at=due_at, claimed_until=None, claim=None, **values)
