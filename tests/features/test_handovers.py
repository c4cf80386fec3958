"""What was refused is handed over to whoever leads the grid: who sees it, who settles it, who is told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sync.protocol import Json
from tests.features.world import World
from tests.server.people import WORLD

EAST1, WEST1 = WORLD.areas["east1"], WORLD.areas["west1"]
NOTE = {"kind": "answer", "text": "水管换好了", "answer_channel": "phone"}
CASE = "01900000-0000-7000-8000-0000000000c1"
HANDED: Mapping[str, Json] = {
    "area": EAST1,
    "of_collection": "entries",
    "of_record": "01900000-0000-7000-8000-0000000000e1",
    "of_root": CASE,
    "content": NOTE,
    "code": "case_closed",
    "entered_at": "2026-11-23T08:40:00+08:00",
    "note": "请您看看",
}


def test_leaders_of_its_grid_and_its_author_see_a_handover_and_no_colleague_does(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    sees = {login for login in ("li", "wang", "zhao", "chen", "sun", "liu", "ma", "tian", "he")
            if handover in world.phone(login)}  # fmt: skip
    assert sees == {"li", "chen", "liu"}
    assert world.phone("chen")[handover]["content"] == NOTE


def test_its_photos_are_seen_by_the_same_people(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    photo = world.create("li", "attachments", {"parent": handover, "blob": "0" * 64}, root=handover)
    assert {login for login in ("li", "wang", "chen", "liu", "tian") if photo in world.phone(login)} == {
        "li", "chen", "liu",
    }  # fmt: skip
    receipt = world.push(
        "wang", world.mutation("wang", "attachments", {"parent": handover, "blob": "1" * 64}, root=handover)
    )[0]
    assert (receipt.outcome, receipt.code) == ("retry", "parent_missing")


def test_who_was_moved_to_another_grid_still_hands_over_what_belongs_to_the_former(world: World) -> None:
    handover = world.create("li", "handovers", {**HANDED, "area": WEST1})
    photo = world.create("li", "attachments", {"parent": handover, "blob": "0" * 64}, root=handover)
    assert {handover, photo} <= world.phone("sun").keys() & world.phone("li").keys()
    assert handover not in world.phone("chen")


def test_taking_it_over_is_told_to_its_author_once(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    made = world.create("chen", "cases", {"area": EAST1, "text": "水管换好了"})
    assert world.edit("chen", handover, {"outcome": "taken", "made": made}).outcome == "applied"
    fields = world.phone("li")[handover]
    assert (fields["outcome"], fields["made"]) == ("taken", made)
    assert (fields["settled_by"], fields["settled_at"]) == (
        WORLD.assignments["chen"],
        "2026-11-23T09:00:00+08:00",
    )
    (alert,) = world.alerts("li")
    assert (alert["kind"], alert["handover"]) == ("handover_settled", handover)
    world.edit("chen", handover, {"word": "已经记上了"})
    assert len(world.alerts("li")) == 1


def test_it_is_closed_with_a_word_or_not_at_all(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    for word in ({}, {"word": "  "}):
        receipt = world.edit("chen", handover, {"outcome": "closed", **word})
        assert (receipt.outcome, list(receipt.errors)) == ("refused", ["word"])
    assert world.edit("chen", handover, {"outcome": "closed", "word": "昨天已经办好"}).outcome == "applied"
    assert [alert["kind"] for alert in world.alerts("li")] == ["handover_settled"]


def test_its_author_may_take_it_back_but_not_settle_it(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    assert world.edit("li", handover, {"outcome": "closed", "word": "好了"}).code == "not_allowed"
    assert world.refused("li", "handovers", {**HANDED, "outcome": "taken"}).code == "invalid"
    assert world.edit("li", handover, {"void": True}).outcome == "applied"
    assert world.edit("wang", handover, {"void": True}).code == "parent_missing"


def test_what_was_written_stays_word_for_word(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    world.edit("chen", handover, {"content": {"text": "别的"}, "code": "other"})
    assert world.fields(handover)["content"] == NOTE
    assert world.fields(handover)["code"] == "case_closed"


@pytest.mark.parametrize("area", [WORLD.areas["east"], WORLD.areas["district"], CASE])
def test_it_goes_to_a_grid(world: World, area: str) -> None:
    assert world.refused("li", "handovers", {**HANDED, "area": area}).code == "area_unknown"


def test_two_leaders_who_settle_it_differently_are_asked(world: World) -> None:
    handover = world.create("li", "handovers", HANDED)
    late = world.mutation("liu", "handovers", {"outcome": "closed", "word": "知道了"}, handover, handover, 1)
    world.edit("chen", handover, {"outcome": "taken"})
    (receipt,) = world.push("liu", late)
    assert [one.field for one in receipt.conflicts] == ["outcome"]
    assert world.fields(handover)["outcome"] == "taken"
    assert len(world.alerts("li")) == 1
