"""What follows from the calendar: areas that were loaded ahead of time begin and end on their day."""

from __future__ import annotations

from server.clock import clock
from server.db import engine, run_writing
from server.district.moves import move_open_roots
from server.jobs import every


@every("district.moves", hours=1)
def moves() -> None:
    """Open cases and places go where their new grids are, in the first hour of the day."""
    time = clock()
    run_writing(engine(), lambda connection: move_open_roots(connection, time))
