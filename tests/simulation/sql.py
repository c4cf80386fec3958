"""The same ground on the server's own databases: one database, emptied before each schedule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, event, insert, select, text, update

from server.db import is_sqlite, make_engine, reading, writing
from server.installation import epoch, installation
from server.records import models
from server.records.erasing import erase
from server.records.housekeeping import forget_gone
from server.records.restored import restored
from server.records.rows import RECEIPT_COLUMNS, RECORD_COLUMNS, receipt_of, record_of
from server.records.store import SqlStore
from sync.store import Displaced, Kept
from tests.simulation.ground import FIRST, Seen

BACKED_UP = (
    models.stream,
    models.record,
    models.line,
    models.receipt,
    models.history,
    models.kept,
    models.counter,
    epoch,
)
"""What a backup takes along, referred-to tables first. Not `erased`: that outlives every restore."""

Rows = Sequence[Sequence[Any]]


class SqlGround:
    """``url`` is that of a database with all tables, used by nobody else."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url, pool_size=4)
        self.alone = is_sqlite(self.engine)
        if self.alone:
            event.listen(self.engine, "connect", _without_waiting_for_the_disk)
        self._now: Callable[[], datetime] = datetime.now
        self.store = SqlStore(self.engine, lambda: self._now())

    def clear(self, now: Callable[[], datetime]) -> None:
        self._now = now
        with writing(self.engine) as connection:
            self._empty(connection, (*BACKED_UP, models.erased))
            connection.execute(insert(epoch).values(number=1, id=FIRST, began=now()))
            connection.execute(update(installation).values(epoch=FIRST, backed_up=None))

    def backup(self) -> Mapping[Table, Sequence[Row[Any]]]:
        with reading(self.engine) as connection:
            return {table: connection.execute(select(table)).all() for table in BACKED_UP}

    def finish_backup(self, begun: datetime) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(installation).values(backed_up=begun))

    def restore(self, backup: Mapping[Table, Sequence[Row[Any]]], name: str) -> None:
        """As `server.backup.restore` does it, without the file."""
        with writing(self.engine) as connection:
            self._empty(connection, BACKED_UP)
            for table, rows in backup.items():
                if rows:
                    connection.execute(insert(table), [dict(row._mapping) for row in rows])
            number = len(backup[epoch]) + 1
            connection.execute(insert(epoch).values(number=number, id=name, began=self._now()))
            connection.execute(update(installation).values(epoch=name))
            restored(connection, self._now())

    def erase(self, ids: Iterable[str]) -> None:
        with writing(self.engine) as connection:
            erase(connection, ids, self._now())

    def forget_gone(self) -> None:
        with writing(self.engine) as connection:
            forget_gone(connection, self._now() + timedelta(seconds=1))

    def look(self) -> Seen:
        with reading(self.engine) as connection:
            records = [record_of(row) for row in self._rows(connection, models.record, RECORD_COLUMNS)]
            streams = self._rows(connection, models.stream, ("id", "key", "count", "digest"))
            standing = select(models.line.c.stream_id, models.line.c.record).where(
                models.line.c.gone_at.is_(None)
            )
            lines = connection.execute(standing).all()
            history = self._rows(
                connection,
                models.history,
                ("record", "field", "value", "mutation", "author", "at", "version", "why"),
            )
            kept = self._rows(connection, models.kept, ("person", "mutation", "body", "code", "area"))
            return Seen(
                {record.id: record for record in records},
                [Displaced(r[0], r[1], json.loads(r[2]), r[3], r[4], r[5], r[6], r[7]) for r in history],
                [Kept(row[0], row[1], row[2], row[3], row[4]) for row in kept],
                [receipt_of(row) for row in self._rows(connection, models.receipt, RECEIPT_COLUMNS)],
                {row[0]: row[1] for row in self._rows(connection, models.counter, ("name", "value"))},
                {row[1]: f"s{row[0]}" for row in streams},
                {
                    key: frozenset(record for stream, record in lines if stream == number)
                    for number, key, *_ in streams
                },
                {row[1]: (row[2], row[3]) for row in streams},
            )

    def close(self) -> None:
        self.engine.dispose()

    def _rows(self, connection: Connection, table: Table, columns: Sequence[str]) -> Rows:
        return connection.execute(select(*(table.c[name] for name in columns))).all()

    def _empty(self, connection: Connection, tables: Sequence[Table]) -> None:
        if self.alone:
            for table in reversed(tables):
                connection.execute(delete(table))
        else:
            names = ", ".join(f'"{table.name}"' for table in tables)
            connection.execute(text(f"TRUNCATE {names}"))


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """The power that is cut here is only that of a process: nothing of the file is lost with it."""
    connection.execute("PRAGMA synchronous = OFF")
