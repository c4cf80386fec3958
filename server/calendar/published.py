"""What the State Council has published, as the package chinesecalendar knows it."""

from __future__ import annotations

from datetime import date
from functools import cache


@cache
def published(year: int) -> frozenset[date] | None:
    """The working days of a year, make-up days among them; None where its notice is not known yet.

    The package is read at the first question and not before: most processes never ask one.
    """
    from chinese_calendar import get_workdays

    try:
        return frozenset(get_workdays(date(year, 1, 1), date(year, 12, 31)))
    except NotImplementedError:
        return None
