"""Working days are those of the State Council's notices, make-up days among them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from server.calendar.calendar import (
    Calendar,
    Reached,
    is_published,
    is_working_day,
    working_days_after,
    working_days_between,
)
from tests.calendar.notices import days, worked

NOTICES = Calendar()
NATIONAL_DAY_2027 = {date(2027, 10, 1): False}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_is_what_the_notice_says(year: int) -> None:
    for each in days(date(year, 1, 1), date(year, 12, 31)):
        assert is_working_day(NOTICES, each) is worked(each), each


def test_2026_has_248_working_days() -> None:
    assert sum(is_working_day(NOTICES, each) for each in days(date(2026, 1, 1), date(2026, 12, 31))) == 248


@pytest.mark.parametrize(
    ("start", "count", "reached"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # the Saturday before the Spring Festival is worked
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday after the National Day
        ("2024-10-11", 1, "2024-10-12"),  # a working Saturday
        ("2024-10-12", 1, "2024-10-14"),
        ("2024-02-09", 1, "2024-02-18"),  # the Sunday after the Spring Festival of 2024
        ("2025-01-27", 1, "2025-02-05"),  # the Spring Festival of 2025
        ("2025-01-26", 1, "2025-01-27"),
        ("2024-12-31", 1, "2025-01-02"),
        ("2025-12-31", 1, "2026-01-04"),  # a Sunday after the New Year
        ("2026-11-23", 7, "2026-12-02"),
    ],
)
def test_golden_dates(start: str, count: int, reached: str) -> None:
    assert working_days_after(NOTICES, day(start), count) == Reached(day(reached))


@pytest.mark.parametrize(
    ("start", "reached"),
    [("2026-02-14", "2026-02-14"), ("2026-02-15", "2026-02-24"), ("2026-09-19", "2026-09-20")],
)
def test_no_working_days_from_now_is_today_or_the_next_day_that_is_worked(start: str, reached: str) -> None:
    assert working_days_after(NOTICES, day(start), 0) == Reached(day(reached))


def test_a_year_that_is_not_published_is_counted_from_monday_to_friday_and_provisional() -> None:
    assert not is_published(NOTICES, 2027)
    assert working_days_after(NOTICES, day("2026-12-31"), 1) == Reached(day("2027-01-01"), provisional=True)
    assert working_days_after(NOTICES, day("2026-12-31"), 2) == Reached(day("2027-01-04"), provisional=True)
    assert working_days_after(NOTICES, day("2026-12-30"), 1) == Reached(day("2026-12-31"))


def test_what_was_loaded_holds_before_what_the_package_knows() -> None:
    typhoon = Calendar({day("2026-09-21"): False, day("2026-10-03"): True})
    assert not is_working_day(typhoon, day("2026-09-21"))
    assert is_working_day(typhoon, day("2026-10-03"))
    assert not is_working_day(typhoon, day("2026-10-02"))
    assert is_working_day(typhoon, day("2026-10-10"))


def test_a_loaded_notice_publishes_its_year() -> None:
    new_year = {day("2027-01-01"): False, day("2027-01-02"): False, day("2027-01-03"): True}
    loaded = Calendar(new_year | NATIONAL_DAY_2027)
    assert is_published(loaded, 2027)
    assert working_days_after(loaded, day("2026-12-31"), 1) == Reached(day("2027-01-03"))
    assert not is_working_day(loaded, day("2027-01-09"))


def test_a_single_day_of_the_districts_own_publishes_no_year() -> None:
    typhoon = Calendar({day("2027-01-04"): False})
    assert not is_published(typhoon, 2027)
    assert working_days_after(typhoon, day("2026-12-31"), 2) == Reached(day("2027-01-05"), provisional=True)


def test_working_days_between_two_days_are_counted_as_they_are_added() -> None:
    assert working_days_between(NOTICES, day("2026-02-13"), day("2026-02-25")) == 3
    assert working_days_between(NOTICES, day("2026-02-14"), day("2026-02-23")) == 0
    assert working_days_between(NOTICES, day("2026-02-25"), day("2026-02-13")) == 0


def test_the_package_is_not_read_before_a_working_day_is_asked_for() -> None:
    program = (
        "import sys; from server import create_app; from server.calendar.terms import due;"
        "assert 'chinese_calendar' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
