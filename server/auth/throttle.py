"""At most 10 failed sign-ins for an account in 15 minutes, counted in the database by all processes together.

Only failures count. A try during the lock is not looked at and does not prolong it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, insert, select

from server.auth.tables import sign_in_failure as failure
from server.errors import Problem
from server.ids import new_id

MOST = 10
WINDOW = timedelta(minutes=15)


class TooManyTries(Problem):
    status, code = 429, "too_many_tries"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "Too many failed sign-ins for this account. Wait a little.", headers={"Retry-After": str(seconds)}
        )


def check(connection: Connection, key: str, now: datetime) -> None:
    """Raises `TooManyTries` while the account is locked."""
    recent = (
        select(failure.c.at)
        .where(failure.c.login_key == key, failure.c.at > now - WINDOW)
        .order_by(failure.c.at.desc())
        .limit(MOST)
    )
    times = list(connection.execute(recent).scalars())
    if len(times) == MOST:
        opens = times[-1] + WINDOW
        raise TooManyTries(min(max(ceil((opens - now).total_seconds()), 1), int(WINDOW.total_seconds())))


def note_failure(connection: Connection, key: str, now: datetime) -> None:
    connection.execute(insert(failure).values(id=new_id(), login_key=key, at=now))


def forget_old(connection: Connection, now: datetime) -> int:
    """Failures that no longer count; how many there were."""
    return connection.execute(delete(failure).where(failure.c.at <= now - WINDOW)).rowcount
