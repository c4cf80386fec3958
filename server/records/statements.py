"""The two databases' ways of saying one thing for many rows: one statement each, however many rows there are.

On PostgreSQL what is written waits until something is read or the transaction ends (`server.postgresql`).

SQL is written once, with `?` for a value and `{ids}` for "is one of these" (one list of texts); bulk writes
are named by table and columns. SQLite takes lists as JSON and rows by `executemany`; PostgreSQL takes arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, Table

Row = Sequence[Any]
Question = tuple[str, Sequence[Any]]
"""SQL with its values; ``{ids}`` in it stands for a value that is a list of texts."""


class Statements:
    """One connection, spoken to in its own words."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"

    def select(self, sql: str, *values: Any) -> Sequence[Row]:
        (rows,) = self.select_all([(sql, values)])
        return rows

    def select_all(self, questions: Sequence[Question]) -> list[Sequence[Row]]:
        """The rows of each; on PostgreSQL in one round trip. Each sees what was committed when it begins."""
        if self.sqlite:
            return [
                self.connection.exec_driver_sql(
                    _for_sqlite(sql), tuple(json.dumps(v) if type(v) is list else v for v in values)
                ).all()
                for sql, values in questions
            ]
        from server.postgresql import ask

        return ask(self.connection, [(_for_postgresql(sql), values) for sql, values in questions])

    def select_ids(self, sql: str, ids: Iterable[str], *values: Any) -> Sequence[Row]:
        """`sql` with `{ids}` as its first value; no ids, no statement."""
        wanted = list(ids)
        if not wanted:
            return ()
        return self.select(sql, wanted, *values)

    def delete_ids(self, sql: str, ids: Sequence[str]) -> None:
        """`sql` with `{ids}` as its only value; no ids, no statement."""
        if ids:
            self.execute(sql, json.dumps(ids) if self.sqlite else ids)

    def execute(self, sql: str, *values: Any) -> None:
        if self.sqlite:
            self.connection.exec_driver_sql(_for_sqlite(sql), values)
        else:
            self._tell(sql, values)

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Row], clause: str = "") -> None:
        """All rows at once; ``clause`` is an ON CONFLICT clause."""
        if not rows:
            return
        names = ", ".join(columns)
        if self.sqlite:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {clause}"
            self.connection.exec_driver_sql(sql, [tuple(row) for row in rows])
        elif len(rows) == 1:
            marks = ", ".join("?" * len(columns))
            self._tell(f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {clause}", rows[0])
        else:
            arrays, values = _arrays(table, columns, rows)
            self._tell(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {clause}", values)

    def update(
        self, table: Table, key: str, columns: Sequence[str], rows: Sequence[Row], keep: str = ""
    ) -> None:
        """Rows are values of ``columns``, then of ``key``; a null does not empty the column ``keep``."""
        if not rows:
            return
        if self.sqlite:
            settings = ", ".join(
                f"{name} = COALESCE(?, {name})" if name == keep else f"{name} = ?" for name in columns
            )
            sql = f"UPDATE {table.name} SET {settings} WHERE {key} = ?"
            self.connection.exec_driver_sql(sql, [tuple(row) for row in rows])
        else:
            every = (*columns, key)
            settings = ", ".join(
                f"{name} = COALESCE(new.{name}, {table.name}.{name})"
                if name == keep
                else f"{name} = new.{name}"
                for name in columns
            )
            arrays, values = _arrays(table, every, rows)
            new = f"unnest({arrays}) AS new ({', '.join(every)})"
            self._tell(
                f"UPDATE {table.name} SET {settings} FROM {new} WHERE {table.name}.{key} = new.{key}", values
            )

    def _tell(self, sql: str, values: Sequence[Any]) -> None:
        from server.postgresql import tell

        tell(self.connection, (_for_postgresql(sql), values))


@lru_cache(maxsize=500)
def _for_sqlite(sql: str) -> str:
    return sql.replace("{ids}", "IN (SELECT value FROM json_each(?))")


@lru_cache(maxsize=500)
def _for_postgresql(sql: str) -> str:
    parts = sql.replace("{ids}", "= ANY(?)").split("?")
    return parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))


_BETWEEN, _NULL = "\x1f", "\x1e"
_JOINED = "string_to_array(?, E'\\x1f', E'\\x1e')"


def _arrays(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> tuple[str, tuple[Any, ...]]:
    """Column by column: the arrays in SQL, and their values."""
    found = [
        _array(table, name, column) for name, column in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return ", ".join(sql for sql, _ in found), tuple(value for _, value in found)


def _array(table: Table, name: str, column: Sequence[Any]) -> tuple[str, Any]:
    """The values of one column as an array.

    Arrays of text would be quoted letter by letter, which costs more than all the rest of a push. So they
    travel as one text with a control character between, unless a value has one itself or is empty.
    """
    kind = table.c[name].type
    if isinstance(kind, Boolean):
        return "?::boolean[]", list(column)
    if isinstance(kind, Integer):
        return "?::bigint[]", list(column)
    if isinstance(kind, LargeBinary):
        return "?::bytea[]", list(column)
    texts = [_NULL if value is None else value for value in column]
    joined = _BETWEEN.join(texts)
    marks = joined.count(_BETWEEN), joined.count(_NULL)
    if all(texts) and marks == (len(column) - 1, column.count(None)):
        return _JOINED, joined
    return "?::text[]", list(column)
