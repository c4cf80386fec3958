"""Blobs and their links: the one place where bytes come to count as an attachment's, or stop to."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, exists, select, update

from server.attachments.blobs import Blobs, everything_of
from server.attachments.tables import blob, blob_link

INSTANT = timedelta(microseconds=1)


def insert_once(connection: Connection, table: Table, **values: Any) -> None:
    """Inserts a row if its key is free; waits for whoever is just removing or adding it."""
    # Not imported above: on SQLite nobody shall pay 2 MB for PostgreSQL's.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def hold(connection: Connection, sha256: str) -> Row[Any] | None:
    """The blob's row, held until the transaction ends: nobody removes the bytes meanwhile."""
    return connection.execute(select(blob).where(blob.c.sha256 == sha256).with_for_update()).first()


def add_blob(connection: Connection, sha256: str, length: int, media_type: str, now: datetime) -> None:
    """Makes the row, or holds the one that is there. What was refused once is looked at again."""
    insert_once(
        connection, blob, sha256=sha256, bytes=length, type=media_type, created_at=now, state="pending"
    )
    row = hold(connection, sha256)
    if row is not None and row.state == "refused":
        connection.execute(update(blob).where(blob.c.sha256 == sha256).values(state="pending"))


def add_link(connection: Connection, record: str, sha256: str, person: str, now: datetime) -> None:
    insert_once(connection, blob_link, record=record, sha256=sha256, person=person, created_at=now)


def has_shown(connection: Connection, person: str, sha256: str) -> bool:
    """Whether this person has sent these very bytes before: then knowing their hash reveals nothing."""
    wanted = exists().where(blob_link.c.person == person, blob_link.c.sha256 == sha256)
    return bool(connection.execute(select(wanted)).scalar())


def linked(connection: Connection, record: str) -> Row[Any] | None:
    """The blob of an attachment, with `told_at`; None while its bytes are not here."""
    wanted = (
        select(blob, blob_link.c.told_at)
        .join(blob_link, blob_link.c.sha256 == blob.c.sha256)
        .where(blob_link.c.record == record)
    )
    return connection.execute(wanted).first()


def drop_blob(connection: Connection, blobs: Blobs, sha256: str, before: datetime) -> bool:
    """Removes a blob that has no link and is older than `before`, or has no row either; whether it did.

    The bytes go before the commit, while the row is held: whoever keeps the same bytes again waits for the
    row, and looks after that whether they are there.
    """
    nothing = {"bytes": 0, "type": "", "created_at": before - INSTANT, "state": "refused"}
    insert_once(connection, blob, sha256=sha256, **nothing)
    row = hold(connection, sha256)
    is_linked = exists().where(blob_link.c.sha256 == sha256)
    if row is None or row.created_at >= before or connection.execute(select(is_linked)).scalar():
        return False
    blobs.delete(*everything_of(sha256))
    connection.execute(delete(blob).where(blob.c.sha256 == sha256))
    return True
