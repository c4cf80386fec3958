"""The table of uploads: who sends which bytes for which attachment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from server.attachments.limits import KEPT_UNLINKED, OPEN_UPLOADS
from server.attachments.tables import upload as table


@dataclass(frozen=True, slots=True)
class Upload:
    """One row. ``metadata`` is the header as it came."""

    id: str
    person: str
    device: str
    record: str
    sha256: str
    length: int
    metadata: str
    created_at: datetime
    expires_at: datetime
    finished_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    @property
    def was_here(self) -> bool:
        """Its bytes were here before it began: nothing was left to send."""
        return self.finished_at is not None and self.finished_at < self.created_at


def expiry(now: datetime) -> datetime:
    return now + KEPT_UNLINKED


def add(connection: Connection, upload: Upload) -> list[str]:
    """Writes a new one. Returns the ids of those that had to make room for it."""
    mine = (table.c.record == upload.record, table.c.person == upload.person)
    older = (
        select(table.c.id)
        .where(*mine, table.c.finished_at.is_(None))
        .order_by(table.c.created_at.desc(), table.c.id)
        .offset(OPEN_UPLOADS - 1)
    )
    gone = list(connection.execute(older).scalars())
    remove(connection, *gone)
    row = {column.name: getattr(upload, column.name) for column in table.columns}
    connection.execute(insert(table).values(**row))
    return gone


def find(connection: Connection, upload: str, person: str, now: datetime) -> Upload | None:
    """This person's upload; another's, and one that has expired, is as absent."""
    row = connection.execute(
        select(table).where(table.c.id == upload, table.c.person == person, table.c.expires_at > now)
    ).first()
    return Upload(**row._mapping) if row else None


def finish(connection: Connection, upload: str, now: datetime) -> None:
    connection.execute(update(table).where(table.c.id == upload).values(finished_at=now))


def remove(connection: Connection, *uploads: str) -> None:
    if uploads:
        connection.execute(delete(table).where(table.c.id.in_(uploads)))
