"""Brings rows of a typed table to wanted values, and tells whether anything had to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

Values = dict[str, Any]

#: Databases take a limited number of values in one statement.
_MANY = 500


@dataclass(frozen=True)
class Change:
    """What a table lacks: rows to insert, rows to update. Rows that stand already are in neither."""

    table: Table
    new: Sequence[Values]
    moved: Sequence[Values]

    def __bool__(self) -> bool:
        return bool(self.new or self.moved)

    def write(self, connection: Connection) -> None:
        if self.new:
            connection.execute(insert(self.table), list(self.new))
        if self.moved:
            key = _key(self.table)
            names = [name for name in self.moved[0] if name != key]
            wanted = update(self.table).where(self.table.c[key] == bindparam("the_key"))
            statement = wanted.values({name: bindparam(f"new_{name}") for name in names})
            rows = [
                {"the_key": row[key]} | {f"new_{name}": row[name] for name in names} for row in self.moved
            ]
            connection.execute(statement, rows)


def change(connection: Connection, table: Table, wanted: Iterable[Values]) -> Change:
    """Compares `wanted` (all with the same columns, the key among them) with what stands in the table."""
    rows = list(wanted)
    key = table.c[_key(table)]
    standing: dict[Any, Any] = {}
    for start in range(0, len(rows), _MANY):
        part = [row[key.name] for row in rows[start : start + _MANY]]
        for found in connection.execute(select(table).where(key.in_(part))).mappings():
            standing[found[key.name]] = found
    new = [row for row in rows if row[key.name] not in standing]
    moved = [
        row
        for row in rows
        if (held := standing.get(row[key.name])) and any(held[name] != value for name, value in row.items())
    ]
    return Change(table, new, moved)


def _key(table: Table) -> str:
    (column,) = table.primary_key.columns
    return column.name
