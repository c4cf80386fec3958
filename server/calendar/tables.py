"""The table of days off and make-up days that the clerk loads from the State Council's notice."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Date, String, Table, select

from server.calendar.calendar import Calendar
from server.db import metadata

working_day = Table(
    "working_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", String(60)),
)
"""Days that are not what their weekday says, or that the notice names. ``name``: which holiday it is for."""


def read_calendar(connection: Connection) -> Calendar:
    """The calendar as the database has it now."""
    rows = connection.execute(select(working_day.c.day, working_day.c.working))
    return Calendar({row.day: row.working for row in rows})
