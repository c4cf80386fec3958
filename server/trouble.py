"""What a database's error means to those who wait for an answer: pure."""

from __future__ import annotations

import sqlite3
import sys
from enum import Enum
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Trouble(Enum):
    """Not a fault of the request, and not a bug."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"


# SQLSTATE classes and codes: connection trouble, rollbacks for the sake of others, no resources, an operator
# at work, the system; a standby, which cannot write; no tables yet.
PG_FULL = "53100"
PG_BUSY = "55P03"
PG_AWAY = ("08", "40", "53", "57", "58", "25006", "42P01")
SQLITE_AWAY = ("busy", "unable to open", "disk i/o", "readonly", "interrupted", "no such table")


def trouble_of(error: BaseException) -> Trouble | None:
    """None for what is not the database's, or is a bug of ours."""
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    cause = error.orig if isinstance(error, DBAPIError) else error
    psycopg = sys.modules.get("psycopg")  # where it was never needed, the error is not one of its
    if psycopg is not None and isinstance(cause, psycopg.Error):
        return _of_postgresql(cause, (psycopg.OperationalError, psycopg.InterfaceError))
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(str(cause).lower())
    return None


def _of_postgresql(cause: Any, broken: tuple[type[Exception], ...]) -> Trouble | None:
    state: str | None = cause.sqlstate
    if state is None:  # no connection, or one that broke
        return Trouble.AWAY if isinstance(cause, broken) else None
    if state == PG_FULL:
        return Trouble.FULL
    if state == PG_BUSY:
        return Trouble.BUSY
    return Trouble.AWAY if state.startswith(PG_AWAY) else None


def _of_sqlite(words: str) -> Trouble | None:
    if "disk is full" in words:
        return Trouble.FULL
    if "locked" in words:
        return Trouble.BUSY
    return Trouble.AWAY if any(word in words for word in SQLITE_AWAY) else None
