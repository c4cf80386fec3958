"""Connections to PostgreSQL. Imported only where there is one: the driver takes 9 MB.

Every round trip costs a small request about as much as its work. So what writes and gives nothing back waits
in the connection until something is asked or the transaction ends, and then goes out with that, in one:
`Waiting`. Each statement still sees what was committed before *it* began, and they run in their order.
"""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError

from server.exchange import Statement, exchange
from server.patience import seconds_of_patience

RESTED_SECONDS = 1.0
_WRITING: Statement = ("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE", ())
_READING: Statement = ("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", ())
_WAITING, _RESTS_SINCE = "gridwalk.waiting", "gridwalk.rests"


class ImpatientConnection(psycopg.Connection[Any]):
    """Breaks off when the server is silent for too long; SQLAlchemy then takes it out of its pool."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        limit = seconds_of_patience() if timeout is None else timeout
        began = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if limit is not None and error.sqlstate is None and time.monotonic() - began >= limit:
                self.pgconn.finish()
            raise


def listen(engine: Engine) -> None:
    """Makes the engine's connections impatient, sound and short of words."""
    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", _rest)
    event.listen(engine, "checkout", _rise)
    event.listen(engine, "before_cursor_execute", lambda connection, *_: send(connection))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _commit)
    event.listen(engine, "rollback", _roll_back)


def connect(_dialect: Any, _record: Any, args: Any, kwargs: Any) -> ImpatientConnection:
    """For SQLAlchemy's `do_connect` event.

    The driver prepares nothing itself: if it had, it would take away all that is prepared, by `exchange` too,
    after each rollback and each DROP.
    """
    return ImpatientConnection.connect(*args, **kwargs, prepare_threshold=None)


def ask(connection: Connection, questions: Sequence[Statement]) -> list[Sequence[Any]]:
    """The rows of each, in one round trip with what waits, and with the transaction's beginning."""
    return _send(connection, [*_waiting(connection), *questions])[-len(questions) :]


def tell(connection: Connection, statement: Statement) -> None:
    """Waits until something is asked or the transaction ends. What is wrong with it is said then."""
    connection.info.setdefault(_WAITING, []).append(statement)


def send(connection: Connection) -> None:
    """What waits goes out now."""
    if waiting := _waiting(connection):
        _send(connection, waiting)


def _waiting(connection: Connection) -> list[Statement]:
    found: list[Statement] = connection.info.pop(_WAITING, [])
    return found


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("gridwalk_glancing"):
        tell(connection, _READING if options.get("gridwalk_reading") else _WRITING)


def _roll_back(connection: Connection) -> None:
    """We say it ourselves, as the beginning and the end.

    With its own `ROLLBACK` the driver takes away all that the connection has prepared, in `exchange` too.
    """
    if connection.invalidated:
        return
    connection.info.pop(_WAITING, None)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    if driver.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        with suppress(psycopg.Error):  # a connection that breaks now is closed, and says so when it is used
            exchange(driver, [("ROLLBACK", ())])


def _commit(connection: Connection) -> None:
    """The end goes out with what still waits; the driver then finds nothing left to end.

    A transaction in which nothing was said has not begun.
    """
    waiting = _waiting(connection)
    if waiting and waiting not in ([_WRITING], [_READING]):
        _send(connection, [*waiting, ("COMMIT", ())])


def _send(connection: Connection, statements: Sequence[Statement]) -> list[Sequence[Any]]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, ImpatientConnection)
    try:
        return exchange(driver, statements)
    except psycopg.Error as error:
        away = driver.closed
        if away:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "; ".join(sql for sql, _ in statements), None, error, psycopg.Error,
            hide_parameters=True, connection_invalidated=away, dialect=connection.dialect,
        ) from error  # fmt: skip


def _rest(_driver: Any, record: Any) -> None:
    record.info.pop(_WAITING, None)
    record.info[_RESTS_SINCE] = time.monotonic()


def _rise(driver: Any, record: Any, _proxy: Any) -> None:
    """A connection that rested is looked at; asked only if it rested long or has something to say.

    The server says nothing to a connection at rest but that it ends it.
    """
    since = record.info.get(_RESTS_SINCE)
    if since is None or (time.monotonic() - since < RESTED_SECONDS and not _speaks(driver)):
        return
    try:
        driver.execute("")
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _speaks(driver: Any) -> bool:
    if driver.closed:
        return True
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN)
    return bool(poll.poll(0))
