"""Who is told of what."""

from __future__ import annotations

from tests.features.world import World
from tests.server.people import WORLD

EAST1, EAST2 = WORLD.areas["east1"], WORLD.areas["east2"]
LEAK = {"area": EAST1, "text": "3单元漏水"}


def test_a_leader_hears_of_the_days_new_cases_in_one_line(world: World) -> None:
    world.create("li", "cases", LEAK)
    last = world.create("wang", "cases", LEAK)
    (alert,) = world.alerts("chen")
    assert (alert["kind"], alert["count"], alert["case"], alert["area"]) == ("case_opened", 2, last, EAST1)
    assert len(world.phone("chen")) == 3
    assert not world.alerts("sun")


def test_the_line_counts_from_the_last_look(world: World) -> None:
    world.create("li", "cases", LEAK)
    (alert,) = world.all("alerts")
    assert world.edit("chen", alert.id, {"seen_at": "2026-11-23T09:05:00+08:00"}).outcome == "applied"
    world.create("li", "cases", LEAK)
    (shown,) = world.alerts("chen")
    assert (shown["count"], shown["seen_at"]) == (1, None)


def test_every_day_has_its_own_line(world: World) -> None:
    world.create("li", "cases", LEAK)
    world.later(days=1)
    world.create("li", "cases", LEAK)
    assert [alert["count"] for alert in world.alerts("chen")] == [1, 1]


def test_a_severe_case_has_an_alert_of_its_own(world: World) -> None:
    case = world.create("li", "cases", {**LEAK, "severity": "severe"})
    (alert,) = world.alerts("chen")
    assert (alert["kind"], alert["case"]) == ("case_severe", case)


def test_a_case_that_becomes_severe_is_told_once(world: World) -> None:
    case = world.create("li", "cases", LEAK)
    for severity in ("severe", "ordinary", "severe"):
        world.edit("li", case, {"severity": severity})
    assert [alert["kind"] for alert in world.alerts("chen")] == ["case_opened", "case_severe"]


def test_a_grid_without_a_leader_alerts_the_secretary(world: World) -> None:
    world.create("zhao", "cases", {**LEAK, "area": EAST2, "severity": "severe"})
    assert [alert["kind"] for alert in world.alerts("liu")] == ["case_severe"]


def test_nobody_is_alerted_to_their_own_doing(world: World) -> None:
    case = world.create("chen", "cases", {**LEAK, "severity": "severe"})
    world.edit("chen", case, {"assignee": WORLD.assignments["chen"]})
    assert not world.alerts("chen")


def test_whom_a_case_is_given_to_is_alerted_each_time(world: World) -> None:
    case = world.create("wang", "cases", LEAK)
    for assignee in ("li", "wang", "li"):
        world.edit("chen", case, {"assignee": WORLD.assignments[assignee]})
    assert [(alert["kind"], alert["case"]) for alert in world.alerts("li")] == [("case_assigned", case)] * 2
    assert len(world.alerts("wang")) == 1


def test_the_same_push_twice_alerts_once(world: World) -> None:
    mutation = world.mutation("li", "cases", LEAK)
    for _ in range(2):
        world.push("li", mutation)
    (alert,) = world.alerts("chen")
    assert alert["count"] == 1


def test_an_alert_is_its_persons_alone(world: World) -> None:
    world.create("li", "cases", LEAK)
    (alert,) = world.all("alerts")
    assert alert.id not in world.phone("liu")
    assert world.edit("liu", alert.id, {"seen_at": "2026-11-23T09:05:00+08:00"}).code == "parent_missing"
