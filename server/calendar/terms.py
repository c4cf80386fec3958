"""How long something may take, and when it is due: pure.

Minutes and hours run by the clock. Days and working days are whole days of the district: they end when its
stations close, and 0 is the same day (from closing time on the next one). A clock turns amber when only a
share of its time is left, and red when none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from server.calendar.calendar import (
    Calendar,
    Reached,
    working_days_after,
    working_days_between,
)

CLOSING = time(18, 0)
AMBER_PERCENT = 20
"""Of its time, what is left when a clock turns amber, where the district says nothing else."""

Unit = Literal["minutes", "hours", "days", "working_days"]


@dataclass(frozen=True, slots=True)
class Term:
    """A time to do something in."""

    unit: Unit
    amount: int
    amber_percent: int = AMBER_PERCENT


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which a clock stood still, in the district's zone."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """``at``: red from then on; ``soon``: amber from then on; both in the zone of the start."""

    at: datetime
    soon: datetime
    provisional: bool = False


def due(calendar: Calendar, term: Term, start: datetime, pauses: Sequence[Pause] = ()) -> Due:
    """When a clock is due that began at ``start``, an aware time in the district's zone."""
    paused = sum((pause.until - pause.since for pause in pauses), timedelta())
    if term.unit == "minutes":
        return _by(start + timedelta(minutes=term.amount) + paused, start, term)
    if term.unit == "hours":
        return _by(start + timedelta(hours=term.amount) + paused, start, term)
    first = start.date()
    if term.amount == 0 and start.time() >= CLOSING:
        first += timedelta(days=1)
    reached = _after(calendar, term.unit, first, term.amount)
    lost = _days(calendar, term.unit, pauses)
    if lost:
        later = _after(calendar, term.unit, reached.day, lost)
        reached = Reached(later.day, reached.provisional or later.provisional)
    return _by(closing(reached.day, start), start, term, reached.provisional)


def due_on(calendar: Calendar, day: date, term: Term, start: datetime, pauses: Sequence[Pause] = ()) -> Due:
    """The same for a clock that was extended to a day; ``pauses``: those since then."""
    unit: Unit = "working_days" if term.unit == "working_days" else "days"
    reached = Reached(day)
    if lost := _days(calendar, unit, pauses):
        reached = _after(calendar, unit, day, lost)
    return _by(closing(reached.day, start), start, term, reached.provisional)


def closing(day: date, like: datetime) -> datetime:
    """When the stations close on a day, in the zone of ``like``."""
    return datetime.combine(day, CLOSING, like.tzinfo)


def _by(at: datetime, start: datetime, term: Term, provisional: bool = False) -> Due:
    return Due(at, at - (at - start) * term.amber_percent / 100, provisional)


def _after(calendar: Calendar, unit: Unit, day: date, count: int) -> Reached:
    if unit == "working_days":
        return working_days_after(calendar, day, count)
    return Reached(day + timedelta(days=count))


def _days(calendar: Calendar, unit: Unit, pauses: Sequence[Pause]) -> int:
    """The days that pauses took: as many as lie between the day of each one's beginning and of its end."""
    spans = [(pause.since.date(), pause.until.date()) for pause in pauses]
    if unit == "working_days":
        return sum(working_days_between(calendar, first, last) for first, last in spans)
    return sum((last - first).days for first, last in spans)
