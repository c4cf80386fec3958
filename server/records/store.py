"""The engine's database (`sync.store.Store`): SQLAlchemy Core on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from server.db import reading, run_writing
from server.records.reader import SqlReader
from server.records.transaction import SqlTransaction
from sync.store import Reader, Transaction

T = TypeVar("T")
TRIES = 5


class SqlStore:
    """Each `write` is one transaction, on disk when it returns; each `read` one snapshot."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self._now = now

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs ``work`` again where the database gave it up, or where another made the same record first."""

        def attempt(connection: Connection) -> T:
            return work(SqlTransaction(connection, self._now()))

        for left in range(TRIES - 1, -1, -1):
            try:
                return run_writing(self.engine, attempt)
            except IntegrityError as error:
                if not left or getattr(error.orig, "sqlstate", None) != "23505":
                    raise
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Reader], T]) -> T:
        with reading(self.engine) as connection:
            return work(SqlReader(connection))
