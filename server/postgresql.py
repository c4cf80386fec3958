"""Connections to PostgreSQL. Imported only where there is one: the driver takes 9 MB."""

from __future__ import annotations

import time
from typing import Any

import psycopg

from server.patience import seconds_of_patience


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


def connect(_dialect: Any, _record: Any, args: Any, kwargs: Any) -> ImpatientConnection:
    """For SQLAlchemy's `do_connect` event."""
    return ImpatientConnection.connect(*args, **kwargs)
