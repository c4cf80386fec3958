"""What sign-in leaves behind and nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from server.auth import throttle
from server.auth.tables import device, scope_span, session
from server.clock import clock
from server.db import engine, run_writing
from server.jobs import every

SESSION_DAYS = 400
SPAN_DAYS = 30


@every("auth.forget", hours=24)
def forget() -> None:
    """Old failures, scopes that ended long ago, sessions of devices unseen for 400 days."""
    now = clock().now()
    run_writing(engine(), lambda connection: forget_before(connection, now))


def forget_before(connection: Connection, now: datetime) -> None:
    throttle.forget_old(connection, now)
    connection.execute(delete(scope_span).where(scope_span.c.until < now - timedelta(days=SPAN_DAYS)))
    unseen = select(device.c.id).where(device.c.last_seen < now - timedelta(days=SESSION_DAYS))
    connection.execute(delete(session).where(session.c.device_id.in_(unseen)))
