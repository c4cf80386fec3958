"""Work of the background worker."""

from __future__ import annotations

from server.clock import clock
from server.db import engine, run_writing
from server.jobs import every
from server.records.housekeeping import forget
from server.records.recount import recount_and_put_right


@every("records.forget", hours=24)
def forget_what_is_old() -> None:
    now = clock().now()
    run_writing(engine(), lambda connection: forget(connection, now))


@every("records.recount", hours=24)
def recount_the_streams() -> None:
    recount_and_put_right(engine(), clock().now())
