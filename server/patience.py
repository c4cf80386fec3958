"""How long a statement may take before PostgreSQL counts as away.

A server that was cut off, or stands still, answers nothing: without a limit a request would wait for ever.
Where work may take long (commands, background jobs) the limit is lifted with `patience(None)`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg

SECONDS = 5.0

_seconds: ContextVar[float | None] = ContextVar("patience", default=SECONDS)


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """For this thread and this block: how long a statement may take; None for as long as it takes."""
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)


class ImpatientConnection(psycopg.Connection[Any]):
    """Breaks off when the server is silent for too long; SQLAlchemy then takes it out of its pool."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        limit = _seconds.get() if timeout is None else timeout
        began = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if limit is not None and error.sqlstate is None and time.monotonic() - began >= limit:
                self.pgconn.finish()
            raise
