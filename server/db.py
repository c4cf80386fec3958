"""The database: one engine factory for SQLite and PostgreSQL, and the only two ways to use it.

`reading(engine)` gives a connection that sees one snapshot, `glancing(engine)` one for a single question.
`writing(engine)` gives one whose transaction
holds SQLite's write lock from its first statement (`BEGIN IMMEDIATE`: the driver's default lets two approvals
both see the old balance). `run_writing(engine, work)` also repeats what the database gave up for the sake of
others. An acknowledged commit is on disk: SQLite `synchronous=FULL`, PostgreSQL `synchronous_commit` on.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, Dialect, Engine, MetaData, String, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from server.errors import Unavailable

T = TypeVar("T")

BUSY_SECONDS = 5.0
LOCK_SECONDS = 4.0
"""PostgreSQL says that a lock is not to be had before our patience (`server.patience`) ends."""
TRIES = 8

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = String(36)
"""A UUID in lower case."""


class Moment(TypeDecorator[datetime]):
    """An aware time, kept as UTC text of fixed width on both databases: it sorts, and needs no conversion."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect | None = None) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its offset")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any | None, _dialect: Dialect | None = None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def make_engine(url: str | URL, *, pool_size: int = 16) -> Engine:
    """An engine whose every connection keeps the promises above, and whose errors quote nobody's words."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed, pool_size=pool_size, max_overflow=8, pool_timeout=BUSY_SECONDS, hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS},
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            parsed, pool_size=pool_size, max_overflow=8, pool_timeout=BUSY_SECONDS, hide_parameters=True,
            connect_args={"connect_timeout": 3},
        )  # fmt: skip
        from server.postgresql import listen

        listen(engine)
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our engines: one for each application, whose configuration says the address."""

    def _make_engine(self, _bind_key: str | None, options: dict[str, Any], _app: Flask) -> Engine:
        return make_engine(options["url"])


db = Database(metadata=metadata)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own habit breaks savepoints
    wanted = {
        "busy_timeout": int(BUSY_SECONDS * 1000),
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
    }
    cursor = connection.cursor()
    for name, value in wanted.items():
        cursor.execute(f"PRAGMA {name} = {value}")
        cursor.fetchall()
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise RuntimeError(f"SQLite: {name} is {found}, not {value}: this disk cannot keep our promises")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("gridwalk_glancing"):
        connection.exec_driver_sql("BEGIN" if options.get("gridwalk_reading") else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True  # we say BEGIN ourselves, together with the first question
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(f"SET lock_timeout = {int(LOCK_SECONDS * 1000)}")
        found = cursor.execute("SHOW synchronous_commit").fetchone()[0]
    if found != "on":
        raise RuntimeError(f"PostgreSQL: synchronous_commit is {found}: an acknowledged commit could be lost")


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection with one snapshot of the committed state; never waits for a writer."""
    with engine.connect() as connection, connection.execution_options(gridwalk_reading=True).begin():
        yield connection


@contextmanager
def glancing(engine: Engine) -> Iterator[Connection]:
    """A connection for one question: every statement has a snapshot of its own, and no transaction's cost."""
    with engine.connect() as connection:
        yield connection.execution_options(gridwalk_glancing=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at the end of the block, or not at all."""
    with _turn(engine), engine.connect() as connection, connection.begin():
        yield connection


def run_writing(engine: Engine, work: Callable[[Connection], T]) -> T:
    """`work` in one transaction, again from the start where the database gave it up for another's sake.

    Once more, too, where the connection was gone before the end of `work`: nothing was committed then.
    """
    lost = False
    for attempt in range(TRIES):
        done = False
        try:
            with writing(engine) as connection:
                result = work(connection)
                done = True
            return result
        except DBAPIError as error:
            gone = error.connection_invalidated and not done
            if attempt + 1 == TRIES or not (_was_given_up(error) or (gone and not lost)):
                raise
            lost = lost or gone
            time.sleep(random.uniform(0, 0.01 * 2**attempt))
    raise AssertionError("unreachable")


def write_if_free(engine: Engine, work: Callable[[Connection], object]) -> bool:
    """`work` in one transaction if nobody writes just now; whether it was done. For what may be missed."""
    if not is_sqlite(engine):
        return _attempt(engine, work, "SET LOCAL lock_timeout = 20")
    lock = _turns.setdefault(engine, threading.Lock())
    if not lock.acquire(blocking=False):
        return False
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout = 0")
            try:
                with connection.begin():
                    work(connection)
            finally:
                driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    except DBAPIError:
        return False
    finally:
        lock.release()
    return True


def _attempt(engine: Engine, work: Callable[[Connection], object], first: str) -> bool:
    try:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(first)
            work(connection)
    except DBAPIError:
        return False
    return True


def _was_given_up(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


_turns: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite has one writer: threads queue here, at no cost, and not in its busy handler, which sleeps."""
    if not is_sqlite(engine):
        yield
        return
    lock = _turns.setdefault(engine, threading.Lock())
    if not lock.acquire(timeout=BUSY_SECONDS):
        raise Unavailable("Many are writing just now. Nothing was stored; try again.", code="busy")
    try:
        yield
    finally:
        lock.release()


def engine() -> Engine:
    """The engine of the running application."""
    return db.engine
