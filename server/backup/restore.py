"""The way back: the database as it was, in a new life (epoch), in one transaction; blobs are only added."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, text, update
from sqlalchemy.exc import IntegrityError

from server.attachments.blobs import Blobs
from server.backup.archive import Meta, blob_names, read_blob, read_meta, read_table, table_names
from server.backup.outliving import Rows, in_database, in_folder, joined
from server.clock import Clock
from server.db import Moment, is_sqlite, writing
from server.discovery import import_tables, modules
from server.errors import CommandError
from server.installation import begin_epoch, directory_changed, installation
from server.jobs import job_table
from server.migrate import config

ROWS = 1_000


def restore(
    engine: Engine,
    clock: Clock,
    blobs: Blobs,
    source: Path,
    keep_secret: Callable[[str], None],
    lists: Path | None = None,
) -> Meta:
    """Puts everything back. Either all of the database is replaced or, whatever happens, nothing of it.

    `keep_secret` is given the backup's secret key, if it has one, before the transaction commits. `lists` is
    the folder that `server.backup.outliving` keeps.
    """
    import_tables()
    outliving = in_folder(lists) if lists else {}
    try:
        with ZipFile(source) as file:
            meta = read_meta(file)
            _check_revision(meta)
            for name in blob_names(file):
                if not blobs.exists(name):
                    blobs.keep(name, read_blob(file, name))
            with writing(engine) as connection:
                _replace(connection, engine, file, meta, clock, outliving)
                if meta.secret_key:
                    keep_secret(meta.secret_key)
    except FileNotFoundError:
        raise CommandError(f"there is no file {source}") from None
    except (BadZipFile, zlib.error, EOFError, ValueError, KeyError, IntegrityError) as error:
        raise CommandError(f"the backup is damaged; nothing was changed: {type(error).__name__}") from None
    return meta


def _check_revision(meta: Meta) -> None:
    known = {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}
    if meta.revision not in known:
        raise CommandError(f"this backup is of a newer version ({meta.version}): install that one first")


def _replace(
    connection: Connection, engine: Engine, file: ZipFile, meta: Meta, clock: Clock, outliving: Rows
) -> None:
    kept = joined(in_database(connection), outliving)
    _drop_everything(connection, is_sqlite(engine))
    steps = config(connection)
    command.upgrade(steps, meta.revision)
    tables = MetaData()
    tables.reflect(connection)
    for name in _in_order(tables, table_names(file)):
        table = tables.tables[name]
        rows = read_table(file, name, dict(table.columns.items()))
        for part in _parts(_parents_first(table, rows)):
            connection.execute(table.insert(), part)
    if not is_sqlite(engine):
        _move_sequences(connection, tables)
    command.upgrade(steps, "head")
    _begin_again(connection, meta, clock, kept)


def _begin_again(connection: Connection, meta: Meta, clock: Clock, kept: Rows) -> None:
    begin_epoch(connection, clock.now())
    directory_changed(connection)
    made_at = Moment().process_result_value(meta.made_at)
    connection.execute(update(installation).values(backed_up=made_at))
    connection.execute(update(job_table).values(claim=None, claimed_until=None))
    for table, rows in joined(in_database(connection), kept).items():
        connection.execute(table.delete())
        for part in _parts(dict(zip(table.columns.keys(), row, strict=True)) for row in rows):
            connection.execute(table.insert(), part)
    for module in modules("restored"):
        module.restored(connection, clock.now())


def _drop_everything(connection: Connection, sqlite: bool) -> None:
    if sqlite:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    present = MetaData()
    present.reflect(connection)
    present.drop_all(connection)


def _in_order(tables: MetaData, names: Iterable[str]) -> list[str]:
    """Only what the backup has, referred-to tables first."""
    wanted = set(names)
    unknown = wanted - set(tables.tables)
    if unknown:
        raise CommandError(
            f"the backup has tables that its version does not know: {', '.join(sorted(unknown))}"
        )
    return [table.name for table in tables.sorted_tables if table.name in wanted]


def _parents_first(table: Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Rows that refer to rows of their own table come after them."""
    own = [key for key in table.foreign_keys if key.column.table is table]
    if not own:
        return rows
    parent, id = own[0].parent.name, own[0].column.name
    by_parent: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        by_parent.setdefault(row[parent], []).append(row)
    sorted_rows = list(by_parent.pop(None, []))
    for row in sorted_rows:  # grows while it is walked
        sorted_rows.extend(by_parent.pop(row[id], []))
    return sorted_rows


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while part := list(islice(left, ROWS)):
        yield part


def _move_sequences(connection: Connection, tables: MetaData) -> None:
    """PostgreSQL's own counters go on behind the highest number that came back."""
    for table in tables.tables.values():
        for column in table.primary_key.columns:
            names = {"table": f'"{table.name}"', "column": column.name}
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), names
            ).scalar()
            if sequence:
                highest = (
                    f'SELECT setval(:s, coalesce(max("{column.name}"), 0) + 1, false) FROM "{table.name}"'
                )
                connection.execute(text(highest), {"s": sequence})
