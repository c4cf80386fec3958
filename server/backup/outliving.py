"""What no restore may take back, beside the database as well: it survives the loss of that.

Tables marked `outlives_restore` (the ids of what was erased) are written to `<table>.jsonl` in the data
folder: the columns' names, then a row a line. A list never gets shorter.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Table, inspect

from server.db import Moment, metadata, reading
from server.errors import CommandError

Row = tuple[Any, ...]
Rows = Mapping[Table, Iterable[Row]]


def in_database(connection: Connection) -> Rows:
    there = set(inspect(connection).get_table_names())
    return {table: _rows(connection, table) for table in _marked() if table.name in there}


def in_folder(folder: Path) -> Rows:
    return {table: _read(_path(folder, table), table) for table in _marked()}


def joined(*kept: Rows) -> dict[Table, list[Row]]:
    """Each row once, by its primary key; the first that is named stays."""
    found: dict[Table, dict[Row, Row]] = {}
    for rows in kept:
        for table, some in rows.items():
            names = table.columns.keys()
            key = [names.index(column.name) for column in table.primary_key]
            of_table = found.setdefault(table, {})
            for row in some:
                of_table.setdefault(tuple(row[place] for place in key), row)
    return {table: list(rows.values()) for table, rows in found.items()}


def keep(engine: Engine, folder: Path) -> None:
    """Writes the lists anew, with what is in them and what is in the database; on disk when it returns."""
    with reading(engine) as connection:
        rows = in_database(connection)
    for table, every in joined(in_folder(folder), rows).items():
        if every:
            _write(_path(folder, table), table, every)


def _marked() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.info.get("outlives_restore")]


def _path(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.jsonl"


def _rows(connection: Connection, table: Table) -> list[Row]:
    return [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]


def _read(path: Path, table: Table) -> list[Row]:
    if not path.exists():
        return []
    moments = [isinstance(column.type, Moment) for column in table.columns]
    try:
        names, *lines = map(orjson.loads, path.read_bytes().splitlines())
        if names != table.columns.keys():
            raise ValueError("other columns")
        return [
            tuple(datetime.fromisoformat(v) if m else v for v, m in zip(line, moments, strict=True))
            for line in lines
        ]
    except (ValueError, TypeError) as error:
        raise CommandError(f"{path} is damaged: {error}. Nothing was changed.") from None


def _write(path: Path, table: Table, rows: Iterable[Row]) -> None:
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        for row in (table.columns.keys(), *rows):
            file.write(orjson.dumps(list(row)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
