"""Hand-overs that were settled a month ago leave the phones, with their photos."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from server.clock import clock
from server.db import engine, run_writing
from server.jobs import every
from server.records.standing import on_phones
from server.records.transaction import SqlTransaction
from sync.retiring import leave_phones

SETTLED_DAYS = 30
AT_ONCE = 100


@every("handovers.leave_phones", hours=24)
def old_handovers_leave_phones() -> None:
    now = clock().now()
    while run_writing(engine(), lambda connection: _leave(connection, now)) == AT_ONCE:
        pass


def _leave(connection: Connection, now: datetime) -> int:
    """The first of them, in one transaction, so that phones can sync in between; how many they were."""
    before = (now - timedelta(days=SETTLED_DAYS)).isoformat()
    roots = on_phones(connection, "handovers", {"settled_at": {"lt": before}})[:AT_ONCE]
    transaction = SqlTransaction(connection, now)
    transaction.lock(roots)
    leave_phones(transaction, roots)
    return len(roots)
