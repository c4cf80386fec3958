"""What was erased after the backup was made stays erased when the backup comes back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from server.records.models import erased, history, kept, line, receipt, record


def restored(connection: Connection, _now: datetime) -> None:
    """Takes erased records, their lines and every value of theirs out again."""
    gone = select(erased.c.id)
    mutations = select(receipt.c.mutation).where(receipt.c.record.in_(gone))
    connection.execute(delete(kept).where(kept.c.mutation.in_(mutations)))
    for table, column in ((line, line.c.record), (history, history.c.record), (record, record.c.id)):
        connection.execute(delete(table).where(column.in_(gone)))
