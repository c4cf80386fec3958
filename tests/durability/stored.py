"""What a station has stored, read from its database and its folder, past the station itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, func, select, text

from server.db import is_sqlite, make_engine, metadata, reading
from server.discovery import import_tables
from server.records import models
from tests.durability.phone import Json

WORK = ("cases", "entries", "attachments")


@dataclass(frozen=True)
class Stored:
    """The database at `url`, the bytes in `blobs`."""

    url: str
    blobs: Path
    refresh: Callable[[], None] = lambda: None
    """Called before each look, where the database is a copy."""

    def records(self) -> dict[str, Json]:
        """All work: its version and its fields by its id."""
        wanted = select(models.record.c.id, models.record.c.version, models.record.c.fields)
        with self._open() as connection:
            rows = connection.execute(wanted.where(models.record.c.collection.in_(WORK)))
            return {row.id: {"version": row.version, **orjson.loads(row.fields)} for row in rows}

    def missing(self, mutations: Iterable[str]) -> set[str]:
        """Those of these mutations of which there is no receipt."""
        with self._open() as connection:
            found = set(connection.execute(select(models.receipt.c.mutation)).scalars())
        return set(mutations) - found

    def answered(self) -> Counter[str]:
        """How often each mutation was answered for good."""
        with self._open() as connection:
            return Counter(connection.execute(select(models.receipt.c.mutation)).scalars())

    def holds(self, content: bytes) -> bool:
        digest = hashlib.sha256(content).hexdigest()
        path = self.blobs / digest[:2] / digest
        return path.exists() and path.read_bytes() == content

    def faults(self) -> list[str]:
        """What the database says of itself: every page is read, every reference and counter looked at.

        PostgreSQL compares each page with its checksum when it reads it.
        """
        import_tables()
        with self._open() as connection:
            found = list(_positions(connection))
            if is_sqlite(connection.engine):
                (said,) = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                found += [said] if said != "ok" else []
                found += map(str, connection.execute(text("PRAGMA foreign_key_check")).all())
            else:
                if connection.execute(text("SHOW data_checksums")).scalar_one() != "on":
                    found.append("pages have no checksums")
                found += _references(connection)
        return found

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        self.refresh()
        engine = make_engine(self.url, pool_size=1)
        try:
            with reading(engine) as connection:
                yield connection
        finally:
            engine.dispose()


def _positions(connection: Connection) -> Iterator[str]:
    """Every stream's counter is where its last line is, and each line's record stands in it."""
    line, stream = models.line.c, models.stream.c
    last = select(stream.key, stream.position, func.max(line.position)).join_from(
        models.stream, models.line, line.stream_id == stream.id
    )
    for key, counted, highest in connection.execute(last.group_by(stream.key, stream.position)):
        if counted != highest:
            yield f"{key}: the counter is at {counted}, the last line at {highest}"


def _references(connection: Connection) -> Iterator[str]:
    """Reads every table as it lies and by its key, and looks for what a foreign key points to."""
    for table in metadata.sorted_tables:
        lying: Any = select(func.count()).select_from(table)
        key = next(iter(table.primary_key.columns))
        connection.execute(text("SET LOCAL enable_indexscan = off"))
        connection.execute(text("SET LOCAL enable_indexonlyscan = off"))
        connection.execute(select(table)).all()
        one = connection.execute(lying).scalar_one()
        connection.execute(text("SET LOCAL enable_indexscan = on"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        two = len(connection.execute(select(key).order_by(key)).all())
        connection.execute(text("SET LOCAL enable_seqscan = on"))
        if one != two:
            yield f"{table.name}: {one} rows, {two} in its key"
        for reference in table.foreign_keys:
            target = reference.column
            orphans = select(func.count()).where(
                reference.parent.is_not(None), reference.parent.not_in(select(target))
            )
            if count := connection.execute(orphans).scalar_one():
                yield f"{table.name}: {count} point to no {target.table.name}"
