"""Work of the background worker."""

from __future__ import annotations

from server.clock import clock
from server.db import engine, run_writing
from server.jobs import every
from server.records.housekeeping import forget


@every("records.forget", hours=24)
def forget_what_is_old() -> None:
    now = clock().now()
    run_writing(engine(), lambda connection: forget(connection, now))
