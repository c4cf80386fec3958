"""What was erased after the backup was made stays erased when the backup comes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.records.erasing import erase_again
from server.records.models import erased, line


def restored(connection: Connection, now: datetime) -> None:
    """In the new life all phones begin at the beginning: nobody needs to be told what is gone."""
    erase_again(connection, now)
    connection.execute(delete(line).where(line.c.record.in_(select(erased.c.id))))
