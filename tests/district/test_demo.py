"""The demonstration is Guangming with exact numbers, and a sound district file."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from server.district.demo import demo_district
from server.district.demo.document import written
from server.district.model import Area, DistrictFile
from server.district.read import check_document, read_district
from server.district.rings import contains
from server.district.words import FUNCTIONS, ROLE_LEVELS, UNIT_TYPES

STREETS = ["光明街道", "公明街道", "新湖街道", "凤凰街道", "玉塘街道", "马田街道"]
WALKED = ["440311002001-03", "440311002001-04", "440311006003-05"]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return demo_district()


@pytest.fixture(scope="module")
def demo(document: dict[str, Any]) -> DistrictFile:
    return check_document(document)


@pytest.fixture(scope="module")
def areas(demo: DistrictFile) -> dict[str, Area]:
    return {area.code: area for area in demo.areas}


def test_it_is_the_same_every_time_and_quick_to_make(document: dict[str, Any]) -> None:
    started = time.process_time()
    assert demo_district() == document
    assert time.process_time() - started < 2


def test_written_to_a_file_it_reads_as_it_was(
    tmp_path: Path, document: dict[str, Any], demo: DistrictFile
) -> None:
    file = tmp_path / "demo.json"
    file.write_text(written(document), "utf-8")
    assert read_district(file) == demo
    assert len(file.read_bytes()) < 1_000_000


def test_it_says_in_both_languages_that_it_is_a_demonstration(demo: DistrictFile) -> None:
    assert demo.district is not None
    assert demo.district.demonstration
    assert demo.district.note is not None
    assert "演示" in demo.district.note["zh-CN"]
    assert "demonstration" in demo.district.note["en"]


def test_it_has_the_numbers_of_guangming(demo: DistrictFile) -> None:
    levels = Counter(area.level for area in demo.areas)
    assert levels == {"district": 1, "street": 6, "community": 31, "grid": 264, "unit": 1734}
    assert len(demo.stations) == 246
    assert {area.type for area in demo.areas if area.level == "unit"} == set(UNIT_TYPES)


def test_the_communities_stand_under_their_real_streets(areas: dict[str, Area]) -> None:
    assert [area.name for area in areas.values() if area.level == "street"] == STREETS
    of_street: dict[str, set[str]] = {street: set() for street in STREETS}
    for area in areas.values():
        if area.level == "community":
            assert area.parent is not None
            of_street[areas[area.parent].name].add(area.name.removesuffix("社区"))
    assert of_street == {
        "光明街道": {"光明", "翠湖", "碧眼", "白花", "东周", "迳口"},
        "公明街道": {"公明", "上村", "下村", "李松蓢", "西田"},
        "新湖街道": {"楼村", "新羌", "圳美"},
        "凤凰街道": {"凤凰", "塘家", "塘尾", "甲子塘", "东坑"},
        "玉塘街道": {"田寮", "玉律", "长圳", "红星"},
        "马田街道": {"马山头", "薯田埔", "合水口", "根竹园", "将围", "新庄", "石家", "石围"},
    }


def test_names_of_units_differ_within_a_community(demo: DistrictFile) -> None:
    names = Counter((area.path[2], area.name) for area in demo.areas if area.level == "unit")
    assert max(names.values()) == 1


def test_every_role_can_sign_in(demo: DistrictFile) -> None:
    held = {each.role for person in demo.people for each in person.assignments or ()}
    assert held == set(ROLE_LEVELS)
    assert all(person.password for person in demo.people)


def test_three_grids_in_two_communities_have_two_patrollers_and_a_leader_each(demo: DistrictFile) -> None:
    staff = Counter(
        (each.area, each.role)
        for person in demo.people
        for each in person.assignments or ()
        if each.role in ("patroller", "grid_leader")
    )
    assert staff == {
        (grid, role): count for grid in WALKED for role, count in (("patroller", 2), ("grid_leader", 1))
    }
    secretaries = {
        each.area
        for person in demo.people
        for each in person.assignments or ()
        if each.role == "community_secretary"
    }
    assert secretaries == {"440311002001", "440311006003"}


def test_lina_and_wangqiang_walk_the_third_grid_of_gongming(
    demo: DistrictFile, areas: dict[str, Area]
) -> None:
    people = {person.login: person for person in demo.people}
    for login, name in (("lina", "李娜"), ("wangqiang", "王强")):
        (only,) = people[login].assignments or ()
        assert (people[login].name, only.role) == (name, "patroller")
        assert [areas[code].name for code in areas[only.area].path[1:]] == [
            "公明街道",
            "公明社区",
            "03小分格",
        ]


def test_one_patroller_is_also_a_certified_mediator(demo: DistrictFile) -> None:
    several = [person for person in demo.people if len(person.assignments or ()) > 1]
    assert [person.login for person in several] == ["liuyang"]
    patroller, mediator = several[0].assignments or ()
    assert (patroller.certified_mediator, mediator.certified_mediator) == (False, True)


def test_each_walked_grid_has_about_thirty_places_in_every_type_of_unit(demo: DistrictFile) -> None:
    for grid in WALKED:
        places = [place for place in demo.places if place.grid == grid]
        assert 28 <= len(places) <= 34
        assert {place.unit_type for place in places} == set(UNIT_TYPES)
        assert len({place.name for place in places}) == len(places)
    assert {place.grid for place in demo.places} == set(WALKED)


def test_every_place_and_station_stands_inside_its_area(demo: DistrictFile, areas: dict[str, Area]) -> None:
    for place in demo.places:
        outline = areas[place.unit or ""].outline
        assert outline is not None
        assert place.position is not None
        assert contains(outline, place.position)
    for station in demo.stations:
        outline = areas[station.area].outline
        assert outline is not None
        assert contains(outline, station.position)


def test_stations_offer_the_six_functions_from_the_district_down(
    demo: DistrictFile, areas: dict[str, Area]
) -> None:
    levels = Counter(areas[station.area].level for station in demo.stations)
    assert levels == {"district": 1, "street": 6, "community": 31, "unit": 208}
    offered = {function for station in demo.stations for function in station.functions}
    assert offered == set(FUNCTIONS)
    assert all("appeals" in station.functions for station in demo.stations)
    assert {areas[station.area].parent for station in demo.stations} >= set(WALKED)


def test_checklists_cover_at_least_ten_duty_classes_in_both_languages(demo: DistrictFile) -> None:
    now = [each for each in demo.checklists if each.valid_to is None]
    asked = {each.duty_class for each in now}
    assert asked >= {
        "fire_escape", "gas", "ebike_charging", "hygiene", "construction_gate", "small_workplace",
        "rental_housing", "pipes_drains", "street_order", "school_surroundings",
    }  # fmt: skip
    for checklist in demo.checklists:
        assert 4 <= len(checklist.questions) <= 8
        for question in checklist.questions:
            assert 3 <= len(question.problems) <= 5
            for text in (question.label, question.text, *(problem.text for problem in question.problems)):
                assert not text["zh-CN"].isascii()
                assert text["en"].isascii()


def test_an_older_edition_keeps_the_ids_of_its_questions(demo: DistrictFile) -> None:
    older, newer = (each for each in demo.checklists if each.code == "fire_escape")
    assert (older.edition, newer.edition) == (1, 2)
    assert older.id != newer.id
    assert {question.id for question in older.questions} < {question.id for question in newer.questions}


def test_every_walked_type_of_unit_has_something_to_check(demo: DistrictFile) -> None:
    used = {duty_class for place in demo.places for duty_class in place.duty_classes}
    assert used == {each.duty_class for each in demo.checklists}


def test_the_values_say_that_they_are_examples(demo: DistrictFile) -> None:
    assert demo.rules
    assert all(rule.example for rule in demo.rules)
    assert {rule.code for rule in demo.rules} == {
        "case_deadline",
        "case_reopen",
        "reporter_retention",
        "response_class",
        "responsible_role",
    }
