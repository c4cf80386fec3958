"""Making a backup while the server runs: one snapshot of the database, then every blob there is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, String, Table, select, type_coerce, update

from server.attachments.blobs import Blobs
from server.backup.archive import FORMAT, Meta, write_blob, write_meta, write_table
from server.clock import Clock
from server.db import Moment, metadata, reading, run_writing
from server.errors import CommandError
from server.installation import installation
from server.migrate import config

ROWS = 1_000


def back_up(engine: Engine, clock: Clock, blobs: Blobs, secret_key: str | None, target: Path) -> None:
    """Writes the file beside its name and renames it when it is whole and on disk; then the database says so.

    The database must be of this version.

    `installation.backed_up` is the moment before the snapshot: what was answered before it is in the file.
    """
    draft = target.with_name(f"{target.name}.part")
    made_at = _told(clock.now())
    try:
        with open(draft, "wb", opener=_private) as raw:
            with ZipFile(raw, "w", compresslevel=3) as file:
                with reading(engine) as connection:
                    write_meta(file, _meta(connection, Moment().process_bind_param(made_at), secret_key))
                    for table in metadata.sorted_tables:
                        if not table.info.get("transient"):
                            write_table(file, table.name, table.columns.keys(), _rows(connection, table))
                for page in blobs.pages():
                    for kept in page:
                        _copy_blob(file, blobs, kept.name)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(target.parent)
    run_writing(engine, lambda c: c.execute(update(installation).values(backed_up=made_at)))


def _meta(connection: Connection, made_at: str | None, secret_key: str | None) -> Meta:
    revision = ScriptDirectory.from_config(config()).get_current_head()
    life = connection.execute(select(installation.c.epoch)).scalar_one_or_none()
    if revision is None or life is None or made_at is None:
        raise CommandError("the database is empty: there is nothing to back up")
    return Meta(FORMAT, version("gridwalk"), revision, life, made_at, secret_key)


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    columns = [
        type_coerce(column, String).label(column.name) if isinstance(column.type, Moment) else column
        for column in table.columns
    ]
    wanted = select(*columns).order_by(*table.primary_key.columns)
    return iter(connection.execution_options(yield_per=ROWS).execute(wanted))


def _copy_blob(file: ZipFile, blobs: Blobs, name: str) -> None:
    try:
        pieces = blobs.read(name)
    except FileNotFoundError:  # deleted since the listing: nothing in the snapshot needs it for long
        return
    write_blob(file, name, pieces)


def _told(moment: datetime) -> datetime:
    """As an answer would tell it, in whole milliseconds: beside an answer's, it must never be the later."""
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
