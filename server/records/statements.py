"""The two databases' ways of saying one thing for many rows: one statement each, however many rows there are.

SQL is written once, with `?` for a value and `{ids}` for "is one of these" (one list of texts); bulk writes
are named by table and columns. SQLite takes lists as JSON and rows by `executemany`; PostgreSQL takes arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, Table

Row = Sequence[Any]


class Statements:
    """One connection, spoken to in its own words."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"

    def select(self, sql: str, *values: Any) -> Sequence[Row]:
        result = self.connection.exec_driver_sql(self._worded(sql), values)
        return result.all()

    def select_ids(self, sql: str, ids: Iterable[str], *values: Any) -> Sequence[Row]:
        """`sql` with `{ids}` as its first value; no ids, no statement."""
        wanted = list(ids)
        if not wanted:
            return ()
        return self.select(sql, json.dumps(wanted) if self.sqlite else wanted, *values)

    def execute(self, sql: str, *values: Any) -> None:
        self.connection.exec_driver_sql(self._worded(sql), values)

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Row], clause: str = "") -> None:
        """All rows at once; ``clause`` is an ON CONFLICT clause."""
        if not rows:
            return
        names = ", ".join(columns)
        if self.sqlite:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {clause}"
            self.connection.exec_driver_sql(sql, [tuple(row) for row in rows])
        else:
            arrays = ", ".join(f"%s::{_array(table, name)}" for name in columns)
            sql = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {clause}"
            self.connection.exec_driver_sql(sql, _columns(rows))

    def update(self, table: Table, key: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Rows are values of ``columns``, then of ``key``."""
        if not rows:
            return
        if self.sqlite:
            settings = ", ".join(f"{name} = ?" for name in columns)
            sql = f"UPDATE {table.name} SET {settings} WHERE {key} = ?"
            self.connection.exec_driver_sql(sql, [tuple(row) for row in rows])
        else:
            every = (*columns, key)
            settings = ", ".join(f"{name} = new.{name}" for name in columns)
            arrays = ", ".join(f"%s::{_array(table, name)}" for name in every)
            sql = (
                f"UPDATE {table.name} SET {settings} FROM unnest({arrays}) AS new ({', '.join(every)})"
                f" WHERE {table.name}.{key} = new.{key}"
            )
            self.connection.exec_driver_sql(sql, _columns(rows))

    def _worded(self, sql: str) -> str:
        if self.sqlite:
            return sql.replace("{ids}", "IN (SELECT value FROM json_each(?))")
        return sql.replace("{ids}", "= ANY(?)").replace("?", "%s")


def _array(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, Integer):
        return "bigint[]"
    if isinstance(kind, Boolean):
        return "boolean[]"
    return "bytea[]" if isinstance(kind, LargeBinary) else "text[]"


def _columns(rows: Sequence[Row]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))
