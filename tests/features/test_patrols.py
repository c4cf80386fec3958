"""Rounds, checks, and what a place shows of them."""

from __future__ import annotations

import pytest

from tests.features.world import World
from tests.server.people import WORLD

EAST1, EAST2 = WORLD.areas["east1"], WORLD.areas["east2"]
ROUND = {"area": EAST1, "kind": "daily"}


@pytest.fixture
def place(world: World) -> str:
    return world.system("places", {"code": "P-1", "name": "富豪花园C区1栋", "area": EAST1})


@pytest.fixture
def patrol(world: World) -> str:
    return world.create("li", "patrols", ROUND)


def test_a_check_shows_on_its_place(world: World, place: str, patrol: str) -> None:
    check = {"place": place, "result": "problem", "inspected_at": "2026-11-23T08:40:00+08:00"}
    inspection = world.create("li", "inspections", check, patrol)
    shown = world.fields(place)
    assert (shown["last_result"], shown["last_inspection"]) == ("problem", inspection)
    assert shown["last_at"] == "2026-11-23T08:40:00+08:00"


def test_an_older_check_that_arrives_late_does_not_hide_a_newer_one(
    world: World, place: str, patrol: str
) -> None:
    newer = {"place": place, "result": "fine", "inspected_at": "2026-11-23T08:40:00+08:00"}
    older = {"place": place, "result": "problem", "inspected_at": "2026-11-22T23:40:00Z"}
    world.create("li", "inspections", newer, patrol)
    world.create("li", "inspections", older, patrol)
    assert world.fields(place)["last_result"] == "fine"


def test_a_phone_whose_clock_is_ahead_does_not_hide_later_checks(
    world: World, place: str, patrol: str
) -> None:
    ahead = {"place": place, "result": "fine", "inspected_at": "2031-01-01T00:00:00+08:00"}
    world.create("li", "inspections", ahead, patrol)
    world.later(hours=1)
    after = {"place": place, "result": "problem", "inspected_at": "2026-11-23T09:59:00+08:00"}
    world.create("li", "inspections", after, patrol)
    assert world.fields(place)["last_result"] == "problem"


def test_a_corrected_check_corrects_its_place(world: World, place: str, patrol: str) -> None:
    inspection = world.create("li", "inspections", {"place": place, "result": "fine"}, patrol)
    world.edit("li", inspection, {"result": "fixed"})
    assert world.fields(place)["last_result"] == "fixed"


def test_a_check_taken_back_no_longer_shows(world: World, place: str, patrol: str) -> None:
    inspection = world.create("li", "inspections", {"place": place, "result": "fine"}, patrol)
    world.edit("li", inspection, {"void": True})
    assert world.fields(place)["last_result"] is None
    assert world.fields(place)["last_inspection"] is None


def test_a_check_of_a_place_that_is_not_there_is_kept(world: World, patrol: str) -> None:
    world.create("li", "inspections", {"place": WORLD.ids["li"], "result": "fine"}, patrol)


def test_a_check_moves_nothing_outside_ones_area(world: World, patrol: str) -> None:
    far = world.system("places", {"code": "P-2", "name": "别处", "area": EAST2})
    world.create("li", "inspections", {"place": far, "result": "problem"}, patrol)
    assert "last_result" not in world.fields(far)


def test_a_check_belongs_to_ones_own_round(world: World, place: str) -> None:
    patrol = world.create("wang", "patrols", ROUND)
    check = {"place": place, "result": "fine"}
    assert world.refused("li", "inspections", check, patrol).code == "not_allowed"
    world.create("chen", "inspections", check, patrol)


def test_a_round_stays_in_its_grid(world: World, patrol: str) -> None:
    assert world.edit("li", patrol, {"area": EAST2}).code == "not_allowed"
    assert world.refused("li", "patrols", {**ROUND, "area": EAST2}).code == "not_allowed"


def test_places_are_not_written_from_a_phone(world: World, place: str) -> None:
    assert world.edit("li", place, {"name": "别的"}).code == "invalid"
    assert world.edit("li", place, {"void": True}).code == "not_allowed"


def test_a_place_that_is_loaded_again_keeps_its_last_check(world: World, place: str, patrol: str) -> None:
    world.create("li", "inspections", {"place": place, "result": "problem"}, patrol)
    world.system("places", {"code": "P-1", "name": "富豪花园C区1栋(东)", "area": EAST1}, place)
    assert world.fields(place)["last_result"] == "problem"


def test_photos_hang_from_rounds_and_cases(world: World, patrol: str) -> None:
    photo = {"parent": patrol, "kind": "photo", "blob": "0" * 64, "bytes": 210_000}
    picture = world.create("li", "attachments", photo, patrol)
    assert world.edit("li", picture, {"blob": "1" * 64}).outcome == "conflict"
    assert world.edit("li", picture, {"stored": True}).code == "invalid"
    assert world.edit("wang", picture, {"void": True}).code == "not_allowed"
    assert world.edit("li", picture, {"void": True}).outcome == "applied"


def test_a_record_takes_twenty_photos_and_those_taken_back_make_room(world: World, patrol: str) -> None:
    photo = {"parent": patrol, "kind": "photo", "blob": "0" * 64}
    taken = [world.create("li", "attachments", photo, patrol) for _ in range(20)]
    assert world.refused("li", "attachments", photo, patrol).code == "too_many_attachments"
    assert world.edit("li", taken[0], {"void": True}).outcome == "applied"
    world.create("li", "attachments", photo, patrol)
    assert world.refused("li", "attachments", photo, patrol).code == "too_many_attachments"
    assert world.edit("li", taken[0], {"void": False}).code == "too_many_attachments"


def test_every_record_has_its_own_twenty(world: World, patrol: str) -> None:
    for parent in (patrol, WORLD.ids["li"]):
        photo = {"parent": parent, "kind": "photo", "blob": "0" * 64}
        batch = [world.mutation("li", "attachments", photo, root=patrol) for _ in range(21)]
        outcomes = [receipt.outcome for receipt in world.push("li", *batch)]
        assert outcomes == ["applied"] * 20 + ["refused"]
