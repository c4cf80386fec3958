"""Two districts' rules run on the same build: Guangming's minutes and Pingshan's working days."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from server.auth.directory import area_tree
from server.calendar.terms import Term
from server.district.demo import demo_district
from server.district.templates import template
from server.records.house import Deadlines
from server.records.today import domain
from tests.district.example import example
from tests.server.district.conftest import Load

DAY = date(2026, 11, 23)
RESIDENT = {"source": "resident", "severity": "ordinary"}
REQUESTS = ("consultation", "suggestion", "complaint")


def loaded(load: Load, app: Flask, name: str) -> Deadlines:
    load({name: part for name, part in example().items() if name != "rules"})
    load(template(name))
    with app.app_context():
        return domain(area_tree()).house.deadlines


def test_guangming_has_ten_and_thirty_minutes_and_the_same_day(load: Load, app: Flask) -> None:
    deadlines = loaded(load, app, "guangming")
    assert deadlines.term("notice", RESIDENT, DAY) == Term("minutes", 10, 30)
    assert deadlines.term("meeting", RESIDENT, DAY) == Term("minutes", 30, 30)
    for request in REQUESTS:
        assert deadlines.term("answer", {**RESIDENT, "request": request}, DAY) == Term("days", 0, 30)


def test_pingshan_has_one_three_and_seven_working_days(load: Load, app: Flask) -> None:
    deadlines = loaded(load, app, "pingshan")
    terms = [deadlines.term("answer", {**RESIDENT, "request": request}, DAY) for request in REQUESTS]
    assert terms == [Term("working_days", days, 30) for days in (1, 3, 7)]
    assert deadlines.term("notice", RESIDENT, DAY) is None
    assert deadlines.term("meeting", RESIDENT, DAY) is None


@pytest.mark.parametrize("name", ["guangming", "pingshan"])
def test_what_a_patrol_finds_is_answered_for_by_severity(load: Load, app: Flask, name: str) -> None:
    deadlines = loaded(load, app, name)
    found = {"source": "patrol", "severity": "severe"}
    assert deadlines.term("answer", found, DAY) == Term("days", 1)
    assert deadlines.term("notice", found, DAY) is None


@pytest.mark.parametrize("name", ["guangming", "pingshan"])
def test_classes_have_their_responsible_role(load: Load, app: Flask, name: str) -> None:
    deadlines = loaded(load, app, name)
    assert [deadlines.responsible_role(f"class_{number}", DAY) for number in (1, 2, 3)] == [
        "street_secretary",
        "street_deputy",
        "community_secretary",
    ]
    severe = {"source": "resident", "severity": "severe", "kind": "dispute"}
    assert deadlines.response_class(severe, DAY) == "class_1"
    assert deadlines.response_class({**severe, "severity": "ordinary"}, DAY) == "class_2"
    assert deadlines.response_class({**severe, "severity": "minor"}, DAY) == "class_3"
    assert deadlines.response_class({**severe, "source": "patrol"}, DAY) is None


@pytest.mark.parametrize("name", ["guangming", "pingshan"])
def test_a_template_says_that_its_values_are_examples(name: str) -> None:
    assert all(rule["example"] for rule in template(name)["rules"])


def test_the_demonstration_runs_by_the_template_for_guangming() -> None:
    assert demo_district()["rules"] == template("guangming")["rules"]
