"""What an application says to its database: the statements, and on PostgreSQL how often it waits.

Counted at the driver's own protocol (libpq's trace) and not at SQLAlchemy's events: what goes around those
is heard too.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg.pq import Trace
from sqlalchemy import Engine, event

from server.db import is_sqlite

_MESSAGE = re.compile(r"(?P<side>[FB])\t\d+\t(?P<kind>\w+)(?P<rest>.*)", re.DOTALL)
_BETWEEN = re.compile(r"\n(?=[FB]\t\d+\t)")
_NAMES = re.compile(r'"(.*?)"', re.DOTALL)
FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SET", "SHOW")


@dataclass
class Talk:
    """Filled when the block has ended."""

    statements: list[str] = field(default_factory=list)
    """SQL in its order, without the beginnings and ends of transactions."""
    round_trips: int = 0
    """How often somebody waited for PostgreSQL's answer, beginnings and ends included; 0 on SQLite."""


@contextmanager
def overhearing(engine: Engine) -> Iterator[Talk]:
    """Listens to all connections of ``engine`` that are taken from its pool within the block."""
    talk = Talk()
    with _sqlite(engine, talk) if is_sqlite(engine) else _postgresql(engine, talk):
        yield talk
    talk.statements[:] = [sql for sql in talk.statements if not sql.startswith(FRAMES)]


@contextmanager
def _sqlite(engine: Engine, talk: Talk) -> Iterator[None]:
    def note(*heard: Any) -> None:
        talk.statements.append(heard[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _postgresql(engine: Engine, talk: Talk) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        heard: dict[Any, int] = {}

        def listen(driver: Any, _record: Any, _proxy: Any) -> None:
            if driver not in heard:
                heard[driver] = os.open(Path(folder) / str(len(heard)), os.O_CREAT | os.O_WRONLY)
                driver.pgconn.trace(heard[driver])
                driver.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        event.listen(engine, "checkout", listen)
        try:
            yield
        finally:
            event.remove(engine, "checkout", listen)
            for driver, file in heard.items():
                driver.pgconn.untrace()
                os.close(file)
            for number in range(len(heard)):
                _read((Path(folder) / str(number)).read_text(errors="replace"), talk)


def _read(trace: str, talk: Talk) -> None:
    asked = {"": ""}
    bound = ""
    for match in filter(None, map(_MESSAGE.match, _BETWEEN.split(trace))):
        side, kind, names = match["side"], match["kind"], _NAMES.findall(match["rest"])
        if side == "B":
            continue
        talk.round_trips += kind in ("Sync", "Query")  # what the server says "ready" to
        if kind == "Parse":
            asked[names[0]] = names[1]
        elif kind == "Bind":
            bound = asked.get(names[1], names[1])
        elif kind == "Execute":
            talk.statements.append(bound)
        elif kind == "Query":
            talk.statements.append(names[0])
