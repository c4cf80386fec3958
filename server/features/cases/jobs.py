"""Cases that have been closed for a month leave the phones, with everything that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from server.clock import clock
from server.db import engine, reading, run_writing
from server.jobs import every
from server.records.standing import on_phones
from server.records.transaction import SqlTransaction
from sync.retiring import leave_phones

CLOSED_DAYS = 30
AT_ONCE = 100
"""Cases in one transaction, so that phones can sync in between."""


@every("cases.leave_phones", hours=24)
def old_cases_leave_phones() -> None:
    now = clock().now()
    with reading(engine()) as connection:
        old = long_closed(connection, now)
    for start in range(0, len(old), AT_ONCE):
        run_writing(engine(), partial(leave, roots=old[start : start + AT_ONCE], now=now))


def leave(connection: Connection, roots: Sequence[str], now: datetime) -> None:
    """Those of these cases that nobody has reopened in the meantime."""
    transaction = SqlTransaction(connection, now)
    transaction.lock(roots)
    still = set(long_closed(connection, now))
    leave_phones(transaction, [root for root in roots if root in still])


def long_closed(connection: Connection, now: datetime) -> list[str]:
    """Ids of the cases on phones that were closed so long ago."""
    before = (now - timedelta(days=CLOSED_DAYS)).isoformat()
    return on_phones(connection, "cases", {"status": "closed", "closed_at": {"lt": before}})
