"""How long a statement may take before PostgreSQL counts as away.

A server that was cut off, or stands still, answers nothing: without a limit a request would wait for ever.
Where work may take long (commands, background jobs) the limit is lifted with `patience(None)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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


def seconds_of_patience() -> float | None:
    return _seconds.get()
