"""What a guest, a resident with the code of one matter, may do with it, and what follows."""

from __future__ import annotations

import pytest

from tests.features.test_policy import ANSWER
from tests.features.world import World, new_id
from tests.server.people import WORLD

EAST1 = WORLD.areas["east1"]
NOT_SOLVED = {"kind": "not_solved", "text": "还是堵的"}


def reported(world: World) -> str:
    matter = new_id()
    fields = {"area": EAST1, "text": "下水道堵了", "channel": "qr"}
    assert world.push_as_guest(matter, "cases", fields).outcome == "applied"
    return matter


def answered(world: World) -> str:
    matter = reported(world)
    world.create("chen", "entries", ANSWER, matter)
    return matter


def test_a_guest_opens_a_case_like_everybody_and_its_leader_is_told(world: World) -> None:
    case = world.fields(reported(world))
    assert (case["status"], case["channel"]) == ("open", "qr")
    assert str(case["number"]).startswith("东社区〔2026〕")
    assert [alert["kind"] for alert in world.alerts("chen")] == ["case_opened"]


def test_a_guest_writes_into_no_other_matter(world: World) -> None:
    mine, other = reported(world), reported(world)
    addition = {"kind": "addition", "text": "还有味道"}
    mutation = {**world.mutation("li", "entries", addition, root=other), "as": mine}
    from sync.engine import push

    (receipt,) = push(world.store, world.domain, world.guest(mine), [mutation], world.now, b"key", print)
    assert (receipt.outcome, receipt.code) == ("retry", "parent_missing")


@pytest.mark.parametrize(
    ("collection", "fields"),
    [
        ("entries", {"kind": "note", "text": "一"}),
        ("entries", ANSWER),
        ("entries", {"kind": "step", "step": "reopen"}),
        ("parties", {"name": "甲"}),
    ],
)
def test_a_guest_does_nothing_that_is_the_staffs(
    world: World, collection: str, fields: dict[str, str]
) -> None:
    receipt = world.push_as_guest(reported(world), collection, fields, root=reported(world))
    assert receipt.outcome != "applied"
    matter = reported(world)
    assert world.push_as_guest(matter, collection, fields, root=matter).code == "not_allowed"


@pytest.mark.parametrize("kind", ["addition", "rating", "not_solved"])
def test_staff_do_not_speak_as_the_resident(world: World, kind: str) -> None:
    matter = answered(world)
    fields = {"kind": kind, "text": "一", "mark": 5}
    for login in ("li", "chen", "liu"):
        assert world.refused(login, "entries", fields, matter).code == "not_allowed"


def test_nobody_changes_the_residents_words_but_a_leader_takes_them_back(world: World) -> None:
    matter = reported(world)
    world.push_as_guest(matter, "entries", {"kind": "addition", "text": "还有味道"}, matter)
    (entry,) = world.all("entries")
    assert world.edit("chen", entry.id, {"text": "没有味道"}).code == "not_yours"
    assert world.edit("chen", entry.id, {"void": True, "void_reason": "广告"}).outcome == "applied"


def test_not_solved_opens_the_case_again_keeps_its_history_and_tells_leader_and_assignee(
    world: World,
) -> None:
    matter = reported(world)
    world.edit("chen", matter, {"assignee": WORLD.assignments["li"]})
    world.create("li", "entries", ANSWER, matter)
    world.later(days=2)
    assert world.push_as_guest(matter, "entries", NOT_SOLVED, matter).outcome == "applied"
    case = world.fields(matter)
    assert (case["status"], case["closed_at"], case["answer"]) == ("open", None, None)
    assert case["due_at"] == "2026-11-28T18:00:00+08:00"  # three days from now, not from its opening
    assert [entry.fields["kind"] for entry in world.all("entries")] == ["answer", "not_solved"]
    assert "case_reopened" in [alert["kind"] for alert in world.alerts("chen")]
    assert "case_reopened" in [alert["kind"] for alert in world.alerts("li")]
    world.create("li", "entries", ANSWER, matter)
    assert world.fields(matter)["status"] == "closed"


@pytest.mark.parametrize(("days", "outcome"), [(15, "applied"), (16, "refused")])
def test_not_solved_is_heard_for_as_many_days_as_the_district_says(
    world: World, days: int, outcome: str
) -> None:
    matter = answered(world)
    world.later(days=days, hours=14)
    receipt = world.push_as_guest(matter, "entries", NOT_SOLVED, matter)
    assert receipt.outcome == outcome
    assert receipt.code == (None if outcome == "applied" else "too_late")


@pytest.mark.parametrize("entry", [NOT_SOLVED, {"kind": "rating", "mark": 4}])
def test_an_answer_is_judged_only_when_there_is_one(world: World, entry: dict[str, str]) -> None:
    matter = reported(world)
    assert world.push_as_guest(matter, "entries", entry, matter).code == "not_answered"


def test_a_mark_is_one_to_five_and_does_not_open_the_case(world: World) -> None:
    matter = answered(world)
    for mark in (0, 6, None):
        entry = {"kind": "rating", "mark": mark}
        assert world.push_as_guest(matter, "entries", entry, matter).code == "invalid"
    assert world.push_as_guest(matter, "entries", {"kind": "rating", "mark": 2}, matter).outcome == "applied"
    assert world.fields(matter)["status"] == "closed"


def test_more_words_reach_whoever_works_on_it_as_one_line(world: World) -> None:
    matter = reported(world)
    world.edit("chen", matter, {"assignee": WORLD.assignments["li"]})
    for text in ("一", "二"):
        world.push_as_guest(matter, "entries", {"kind": "addition", "text": text}, matter)
    (line,) = [alert for alert in world.alerts("li") if alert["kind"] == "resident_added"]
    assert line["count"] == 2
    assert "resident_added" not in [alert["kind"] for alert in world.alerts("chen")]


def test_a_reporter_is_seen_by_those_who_lead_there_and_by_whom_the_case_is_given_to(world: World) -> None:
    matter = reported(world)
    assert world.push_as_guest(matter, "reporters", {"phone": "13800000000"}, matter).outcome == "applied"
    (reporter,) = world.all("reporters")
    assert world.fields(matter)["reporter"] == reporter.id

    def readers() -> set[str]:
        everybody = ("li", "wang", "zhao", "zhou", "chen", "sun", "liu", "ma", "he", "tian")
        return {login for login in everybody if reporter.id in world.phone(login)}

    assert readers() == {"chen", "liu"}
    world.edit("chen", matter, {"assignee": WORLD.assignments["li"]})
    assert readers() == {"chen", "liu", "li"}
    world.edit("chen", matter, {"assignee": WORLD.assignments["tian"]})
    assert readers() == {"chen", "liu", "tian"}
    world.edit("liu", matter, {"area": WORLD.areas["east2"]})
    assert readers() == {"liu", "tian"}
    world.edit("liu", matter, {"assignee": None})
    assert readers() == {"liu"}


def test_a_case_has_one_reporter(world: World) -> None:
    matter = reported(world)
    world.create("chen", "reporters", {"name": "陈女士"}, matter)
    assert world.refused("chen", "reporters", {"phone": "13800000000"}, matter).code == "reporter_known"
    assert world.refused("li", "reporters", {}, reported(world)).code == "invalid"
