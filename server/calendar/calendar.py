"""Working days 工作日: pure functions over a `Calendar`.

The State Council's notice names each year's days off and, for them, make-up days: Saturdays and Sundays that
are worked. What the clerk has loaded of a notice holds; then what the package chinesecalendar knows of it.
A year that neither knows is not published: Monday to Friday are counted for the time being, and a day
reached that way is *provisional*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.calendar.published import published

DAY = timedelta(days=1)
MONTH_OF_NATIONAL_DAY = 10


@dataclass(frozen=True, slots=True)
class Calendar:
    """``loaded``: days off (False) and working days (True) by the district file. ``notices``: the working
    days of a year, or None where it is not published.

    A loaded year counts as published once its National Day, 1 October, is among them: a single day that a
    district adds (a typhoon) does not stand for the whole notice.
    """

    loaded: Mapping[date, bool] = field(default_factory=dict)
    notices: Callable[[int], Set[date] | None] = published


@dataclass(frozen=True, slots=True)
class Reached:
    """A day that was counted to; provisional where a year that is not published was counted through."""

    day: date
    provisional: bool = False


def is_published(calendar: Calendar, year: int) -> bool:
    """Whether the days off of this year are known."""
    loaded = date(year, MONTH_OF_NATIONAL_DAY, 1) in calendar.loaded
    return loaded or calendar.notices(year) is not None


def is_working_day(calendar: Calendar, day: date) -> bool:
    """In a year that is not published: Monday to Friday."""
    loaded = calendar.loaded.get(day)
    if loaded is not None:
        return loaded
    notice = calendar.notices(day.year)
    return day.weekday() < 5 if notice is None else day in notice


def working_days_after(calendar: Calendar, day: date, count: int) -> Reached:
    """The ``count``-th working day after ``day``; for 0 the day itself, or the next one that is worked."""
    left = count
    if count == 0:
        left, day = 1, day - DAY
    provisional = False
    while left:
        day += DAY
        provisional = provisional or not is_published(calendar, day.year)
        left -= is_working_day(calendar, day)
    return Reached(day, provisional)


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days come after ``first``, up to and with ``last``; 0 where there are none."""
    days = (last - first).days
    return sum(is_working_day(calendar, first + DAY * number) for number in range(1, days + 1))
