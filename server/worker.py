"""The background worker: does what is due, waits a little, looks again.

On SQLite there is one in all, however many processes serve: it holds a lock on a file beside the database. On
PostgreSQL any number may run.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy import Engine, update

from server.clock import Clock
from server.db import is_sqlite, run_writing
from server.jobs import job_table, run_due, schedule_periodic

log = structlog.get_logger("worker")

PAUSE, PAUSE_IN_TROUBLE = 0.5, 5.0


def work(app: Flask, stop: threading.Event) -> None:
    """Runs until `stop` is set; a job that has begun is finished first."""
    engine: Engine = app.extensions["gridwalk.engine"]
    clock: Clock = app.extensions["gridwalk.clock"]
    with _alone(engine, stop) as alone:
        scheduled = False
        while not stop.is_set():
            try:
                if not scheduled:
                    _begin(engine, clock, alone)
                    scheduled = True
                run_due(app, most=1)
                busy = run_due(app, most=20) == 20
            except Exception as error:
                log.warning("worker waits", why=type(error).__name__)
                stop.wait(PAUSE_IN_TROUBLE)
            else:
                stop.wait(0 if busy else PAUSE)


def work_in_thread(app: Flask) -> None:
    """Beside the serving threads, as long as the process lives."""
    threading.Thread(target=work, args=(app, threading.Event()), name="worker", daemon=True).start()


def _begin(engine: Engine, clock: Clock, alone: bool) -> None:
    schedule_periodic(engine, clock.now())
    if alone:  # what a worker before us had begun was cut off with it
        free = update(job_table).where(job_table.c.claim.is_not(None)).values(claim=None, claimed_until=None)
        run_writing(engine, lambda connection: connection.execute(free))


@contextmanager
def _alone(engine: Engine, stop: threading.Event) -> Iterator[bool]:
    """On SQLite: holds the lock, waiting for it as long as it takes; True there, False elsewhere."""
    if not is_sqlite(engine):
        yield False
        return
    with Path(f"{engine.url.database}.worker").open("a") as file:
        while not stop.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                stop.wait(1)
        yield True
