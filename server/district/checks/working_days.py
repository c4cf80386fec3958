"""Days off and make-up days: each stands once."""

from __future__ import annotations

from server.district.checks.common import Once
from server.district.model import WorkingDay
from server.district.rows import Rows
from server.district.source import Source


def check_working_days(source: Source, rows: Rows) -> tuple[WorkingDay, ...]:
    days = Once(source)
    return tuple(
        WorkingDay(row["day"], row["working"], row.get("name"))
        for path, row in rows
        if days.is_first((*path, "day"), str(row["day"]), row["day"])
    )
