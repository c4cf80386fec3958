"""When something is due, whatever zone the server's machine is set to."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.calendar.calendar import Calendar
from server.calendar.terms import Due, Pause, Term, Unit, due, due_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar()


def at(text: str) -> datetime:
    """A moment as the district's people read it off their clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def _machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server stands in another zone than its district."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_machine")
@pytest.mark.parametrize(
    ("start", "unit", "amount", "wanted"),
    [
        ("2026-11-23T09:12:00", "minutes", 10, "2026-11-23T09:22:00"),
        ("2026-11-23T23:55:00", "minutes", 10, "2026-11-24T00:05:00"),
        ("2026-12-31T23:55:00", "minutes", 30, "2027-01-01T00:25:00"),
        ("2026-11-23T09:40:00", "hours", 4, "2026-11-23T13:40:00"),
        ("2026-11-27T09:00:00", "days", 3, "2026-11-30T18:00:00"),
        ("2026-11-27T09:00:00", "working_days", 3, "2026-12-02T18:00:00"),
        # A day ends and begins at midnight in Shanghai, which is 16:00 in UTC and 11:00 in New York.
        ("2026-11-26T23:59:59", "working_days", 1, "2026-11-27T18:00:00"),
        ("2026-11-27T00:00:00", "working_days", 1, "2026-11-30T18:00:00"),
        ("2026-11-26T23:59:59", "days", 1, "2026-11-27T18:00:00"),
        ("2026-11-27T00:00:00", "days", 1, "2026-11-28T18:00:00"),
        ("2025-12-31T23:59:59", "working_days", 1, "2026-01-04T18:00:00"),
        ("2026-01-01T00:00:00", "working_days", 1, "2026-01-04T18:00:00"),
        ("2026-02-13T16:00:00", "working_days", 7, "2026-03-02T18:00:00"),
        # The same day; what comes at closing time or later is for the next one.
        ("2026-11-23T00:00:00", "working_days", 0, "2026-11-23T18:00:00"),
        ("2026-11-23T17:59:59", "working_days", 0, "2026-11-23T18:00:00"),
        ("2026-11-23T18:00:00", "working_days", 0, "2026-11-24T18:00:00"),
        ("2026-11-27T18:00:00", "working_days", 0, "2026-11-30T18:00:00"),
        ("2026-11-28T10:00:00", "working_days", 0, "2026-11-30T18:00:00"),
        ("2026-11-28T10:00:00", "days", 0, "2026-11-28T18:00:00"),
    ],
)
def test_a_clock_is_due_by_the_districts_day(start: str, unit: Unit, amount: int, wanted: str) -> None:
    # As a request has it: in UTC, then read off the district's clock.
    started = at(start).astimezone(UTC).astimezone(SHANGHAI)
    found = due(CALENDAR, Term(unit, amount), started)
    assert (found.at, found.provisional) == (at(wanted), False)


def test_a_clock_turns_amber_when_so_much_of_its_time_is_left() -> None:
    start = at("2026-11-23T09:00:00")
    assert due(CALENDAR, Term("minutes", 10, 30), start).soon == at("2026-11-23T09:07:00")
    assert due(CALENDAR, Term("minutes", 30), start).soon == at("2026-11-23T09:24:00")
    assert due(CALENDAR, Term("days", 0, 50), start).soon == at("2026-11-23T13:30:00")
    assert due(CALENDAR, Term("hours", 4, 0), start).soon == at("2026-11-23T13:00:00")


def test_a_deadline_in_a_year_without_a_notice_is_provisional_until_it_is_loaded() -> None:
    start, term = at("2026-12-30T10:00:00"), Term("working_days", 3)
    assert due(CALENDAR, term, start) == Due(at("2027-01-04T18:00:00"), at("2027-01-03T16:24:00"), True)
    notice = {date(2027, 1, 1): False, date(2027, 1, 3): True, date(2027, 10, 1): False}
    assert due(Calendar(notice), term, start).at == at("2027-01-04T18:00:00")
    notice[date(2027, 1, 4)] = False
    found = due(Calendar(notice), term, start)
    assert (found.at, found.provisional) == (at("2027-01-05T18:00:00"), False)


def test_minutes_and_calendar_days_need_no_notice() -> None:
    start = at("2026-12-31T10:00:00")
    assert not due(CALENDAR, Term("days", 30), start).provisional
    assert not due(CALENDAR, Term("minutes", 10_000), start).provisional


def test_a_pause_takes_its_time_out_of_a_clock() -> None:
    start = at("2026-11-23T09:00:00")
    pause = Pause(at("2026-11-24T10:00:00"), at("2026-11-30T08:00:00"))
    assert due(CALENDAR, Term("hours", 48), start, [pause]).at == at("2026-12-01T07:00:00")
    assert due(CALENDAR, Term("days", 3), start, [pause]).at == at("2026-12-02T18:00:00")
    # Tuesday to Monday are four working days.
    assert due(CALENDAR, Term("working_days", 3), start, [pause]).at == at("2026-12-02T18:00:00")
    assert due(CALENDAR, Term("working_days", 3), start, [pause, pause]).at == at("2026-12-08T18:00:00")


def test_a_pause_within_one_day_leaves_a_deadline_of_days_as_it_is() -> None:
    start = at("2026-11-23T09:00:00")
    pause = Pause(at("2026-11-24T10:00:00"), at("2026-11-24T16:00:00"))
    assert due(CALENDAR, Term("working_days", 3), start, [pause]).at == at("2026-11-26T18:00:00")


def test_an_extended_clock_is_due_on_its_day_and_later_by_the_pauses_since() -> None:
    start, term = at("2026-11-23T09:00:00"), Term("working_days", 3)
    assert due_on(CALENDAR, date(2026, 12, 4), term, start).at == at("2026-12-04T18:00:00")
    pause = Pause(at("2026-12-01T10:00:00"), at("2026-12-02T10:00:00"))
    assert due_on(CALENDAR, date(2026, 12, 4), term, start, [pause]).at == at("2026-12-07T18:00:00")


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_districts_day_is_shanghais_in_a_process_of_any_zone(zone: str, tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from zoneinfo import ZoneInfo; import sys; from server.clock import Clock;"
        "clock = Clock(ZoneInfo('Asia/Shanghai'), Path(sys.argv[1]));"
        "print(clock.today(), clock.local().strftime('%H:%M:%S'))"
    )

    def said(moment: str) -> str:
        file = tmp_path / "clock"
        file.write_text(moment)
        ran = subprocess.run(
            [sys.executable, "-c", program, file],
            env=os.environ | {"TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip()

    assert said("2026-11-26T15:59:59+00:00") == "2026-11-26 23:59:59"
    assert said("2026-11-26T16:00:00+00:00") == "2026-11-27 00:00:00"
