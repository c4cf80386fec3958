"""A case has the clocks that the district's own values say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.calendar.terms import Term
from server.district.deadlines import DatedRule, DistrictDeadlines

DAY = date(2026, 11, 23)
SINCE = date(2026, 1, 1)


def deadline(when: dict[str, str], value: dict[str, int | str], since: date = SINCE) -> DatedRule:
    return DatedRule("case_deadline", {"clock": "answer"} | when, value, since, None)


DEADLINES = DistrictDeadlines(
    [
        DatedRule(
            "case_deadline",
            {"clock": "answer", "severity": "ordinary"},
            {"days": 2},
            date(2025, 1, 1),
            date(2025, 12, 31),
        ),
        deadline({"severity": "ordinary"}, {"days": 5}),
        deadline({"severity": "ordinary", "service": "legal"}, {"days": 10}),
        deadline({"severity": "severe"}, {"hours": 4}),
        deadline({"source": "resident"}, {"days": 0}),
        deadline({"request": "complaint"}, {"working_days": 7, "amber_percent": 30}),
        deadline({"clock": "notice", "source": "resident"}, {"minutes": 10}),
        DatedRule("responsible_role", {"response_class": "class_3"}, {"role": "grid_leader"}, SINCE, None),
        DatedRule("response_class", {"severity": "severe"}, {"response_class": "class_1"}, SINCE, None),
    ]
)


def term(matter: dict[str, str], day: date = DAY, clock: str = "answer") -> Term | None:
    return DEADLINES.term(clock, matter, day)


@pytest.mark.parametrize(
    ("matter", "wanted"),
    [
        ({"severity": "ordinary"}, Term("days", 5)),
        ({"severity": "ordinary", "service": "dispute"}, Term("days", 5)),
        ({"severity": "ordinary", "service": "legal"}, Term("days", 10)),
        ({"severity": "severe", "service": "legal"}, Term("hours", 4)),
        # Where two say equally much, what is asked for tells more than where it comes from, that more than
        # how bad it is.
        ({"severity": "severe", "source": "resident"}, Term("days", 0)),
        ({"severity": "severe", "source": "resident", "request": "complaint"}, Term("working_days", 7, 30)),
        # Where the district says nothing, the house's own days hold.
        ({"severity": "minor"}, Term("days", 7)),
    ],
)
def test_of_the_values_that_fit_the_one_that_says_most_holds(matter: dict[str, str], wanted: Term) -> None:
    assert term(matter) == wanted
    assert term(matter) == wanted


def test_a_value_holds_on_its_days() -> None:
    assert term({"severity": "ordinary"}, date(2025, 11, 23)) == Term("days", 2)
    assert term({"severity": "ordinary"}, date(2024, 11, 23)) == Term("days", 3)
    assert term({"severity": "ordinary"}, SINCE - timedelta(days=1)) == Term("days", 2)


def test_a_clock_that_the_district_does_not_name_does_not_run() -> None:
    resident = {"source": "resident", "severity": "severe"}
    assert term(resident, clock="notice") == Term("minutes", 10)
    assert term({**resident, "source": "patrol"}, clock="notice") is None
    assert term(resident, clock="meeting") is None


def test_who_answers_for_a_class_is_the_districts_to_say() -> None:
    assert DEADLINES.responsible_role("class_3", DAY) == "grid_leader"
    assert DEADLINES.responsible_role("class_1", DAY) == "street_secretary"
    assert DEADLINES.responsible_role("class_9", DAY) is None


def test_which_class_a_request_is_of_is_the_districts_to_say() -> None:
    assert DEADLINES.response_class({"severity": "severe"}, DAY) == "class_1"
    assert DEADLINES.response_class({"severity": "minor"}, DAY) is None
