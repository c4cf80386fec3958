"""Rows that are sound by themselves and do not fit together are refused, each for its own reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.district.faults import DistrictFileRefused
from server.district.model import Known
from server.district.read import check_document
from tests.district.example import example

Spoil = Callable[[dict[str, Any]], Any]


def told(spoil: Spoil) -> list[str]:
    """The path and reason of every fault in the example once `spoil` has been at it."""
    document = example()
    spoil(document)
    with pytest.raises(DistrictFileRefused) as refused:
        check_document(document)
    return [f"{fault.path}: {fault.reason}" for fault in refused.value.faults]


def area(number: int, **values: Any) -> Spoil:
    """Changes one area of the example: 0 district, 1 street, 2 community, 3 and 4 grids, 5 unit."""

    def spoil(document: dict[str, Any]) -> None:
        row = document["areas"][number]
        row |= values
        for name in [name for name, value in values.items() if value is ...]:
            del row[name]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (area(2, parent="990100009"), 'areas[2].parent: there is no area with the code "990100009"'),
        (
            area(2, parent="990100"),
            "areas[2].parent: a community's parent needs a street, but 990100 (示例区) is a ",
        ),
        (area(2, parent=...), "areas[2].parent: a community needs a parent, the code of its street"),
        (area(0, parent="990100001"), "areas[0].parent: a district has no parent"),
        (area(5, type=...), "areas[5].type: a unit needs a type"),
        (area(4, type="urban_village"), "areas[4].type: only a unit has a type, and this is a grid"),
        (
            area(5, valid_to="2023-12-31"),
            "areas[5].valid_to: the last day 2023-12-31 is before the first day 2024-01-01",
        ),
        (
            area(4, valid_to="2024-12-31"),
            "areas[5].valid_to: 990100001001-02-01 lasts longer than its parent",
        ),
        (area(3, valid_to="2024-01-01"), "areas[4].replaces[0]: 990100001001-01 must end before 990"),
        (area(4, replaces=["990100001"]), "areas[4].replaces[0]: what an area replaces needs a grid"),
        (
            area(0, outline=[[0, 0], [2, 2], [2, 0], [0, 2]]),
            "areas[0].outline[2]: the outline meets itself between corners 1 and 3",
        ),
        (
            area(0, outline=[[0, 0], [1, 1], [2, 2]]),
            "areas[0].outline[2]: the outline meets itself between corners 1 and 3",
        ),
        (
            area(0, outline=[[0, 0], [1, 1]]),
            "areas[0].outline: an outline has from 3 to 20,000 corners, not 2",
        ),
        (
            area(0, outline=[[0, 0], [1, "x"], [1, 0]]),
            "areas[0].outline[1]: a position is two numbers, [longitude, latitude]",
        ),
        (
            area(4, code="990100001001-01"),
            "areas[4].code: the code 990100001001-01 stands already at line 1, column 1",
        ),
        (
            area(5, code="a b"),
            'areas[5].code: "a b" is no code: only letters, digits and . _ - @ + are allowed',
        ),
        (area(5, id="12"), 'areas[5].id: "12" is no UUID'),
        (
            area(1, level="district", parent=...),
            "areas[1].level: a district stands already at line 1, column 1",
        ),
    ],
)
def test_an_area_that_does_not_fit_is_told(spoil: Spoil, fault: str) -> None:
    assert any(line.startswith(fault) for line in told(spoil))


def test_an_outline_may_repeat_its_first_corner() -> None:
    document = example()
    ring = document["areas"][0]["outline"]
    document["areas"][0]["outline"] = [*ring, ring[0]]
    assert check_document(document) == check_document(example())


def test_an_area_already_loaded_keeps_its_id() -> None:
    known = Known(areas=check_document(example()).areas)
    document = example()
    document["areas"][1]["id"] = "00000000-0000-4000-8000-000000000001"
    with pytest.raises(DistrictFileRefused, match="ids never change"):
        check_document(document, known)


def test_a_unit_may_be_older_than_the_grid_it_lies_in_now() -> None:
    document = example()
    document["areas"][5]["valid_from"] = "2021-05-01"
    assert check_document(document).areas[5].parent == "990100001001-02"


def test_a_grid_that_ends_leaves_no_unit_behind() -> None:
    known = Known(areas=check_document(example()).areas)
    ended = example()["areas"][4] | {"valid_to": "2026-12-31"}
    with pytest.raises(DistrictFileRefused, match=r"990100001001-02-01 \(东岸花园\) lies inside and goes on"):
        check_document({"areas": [ended]}, known)
    unit = example()["areas"][5] | {"valid_to": "2026-12-31"}
    assert len(check_document({"areas": [ended, unit]}, known).areas) == 2


def test_an_installation_serves_one_district() -> None:
    known = Known(areas=check_document(example()).areas)
    other = {"areas": [example()["areas"][0] | {"code": "990200"}]}
    with pytest.raises(DistrictFileRefused, match="serves the district 990100 and no other"):
        check_document(other, known)


def person(number: int, **values: Any) -> Spoil:
    return lambda document: document["people"][number].update(values)


def assignment(**values: Any) -> Spoil:
    return lambda document: document["people"][0]["assignments"][0].update(values)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (person(1, login="LiMei"), "people[1].login: the login LiMei stands already at line 1, column 1"),
        (person(0, password="short"), "people[0].password: this must be at least 6 characters long, not 5"),
        (person(0, assignments=None), "people[0].assignments: this may not be null"),
        (
            assignment(area="990100001001"),
            "people[0].assignments[0].area: the role patroller needs a grid, but 990100001001 (东岸社区) is",
        ),
        (
            assignment(area="990100001001-09"),
            'people[0].assignments[0].area: there is no area with the code "990100001001-09"',
        ),
        (
            assignment(area="990100001001-01"),
            "people[0].assignments[0].from: 990100001001-01 ended on 2023-12-31, before this begins",
        ),
        (
            assignment(role="mediator", area="990100001001"),
            "people[0].assignments[1]: limei is mediator of 990100001001 twice on the same days",
        ),
        (
            assignment(id="980b0079-acca-5ac4-905d-1d692142f04"),
            'people[0].assignments[0].id: "980b0079-acca-5ac4-905d-1d692142f04" is no UUID',
        ),
    ],
)
def test_a_person_who_does_not_fit_is_told(spoil: Spoil, fault: str) -> None:
    assert any(line.startswith(fault) for line in told(spoil))


def part(name: str, **values: Any) -> Spoil:
    return lambda document: document[name][0].update(values)


def double(name: str, **values: Any) -> Spoil:
    return lambda document: document[name].append(example()[name][0] | values)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            part("places", area="990100001001"),
            "places[0].area: a place needs a grid or unit, but 990100001001",
        ),
        (
            part("places", duty_classes=["fire_escapes"]),
            'places[0].duty_classes[0]: no checklist has the duty class "fire_escapes"; did',
        ),
        (part("places", duty_classes=[]), "places[0].duty_classes: this needs at least 1"),
        (
            part("places", duty_classes=["fire_escape"] * 2),
            "places[0].duty_classes[1]: fire_escape stands here twice",
        ),
        (
            part("checklists", unit_types=["urban_village"]),
            "places[0].duty_classes[0]: no checklist of the duty class fire_escape is for",
        ),
        (double("places"), "places[1].code: the code P-0001 stands already at line 1, column 1"),
        (part("stations", functions=[]), "stations[0].functions: this needs at least 1"),
        (
            part("stations", position=[113.99, 22.72]),
            "stations[0].position: this position lies outside the district",
        ),
        (
            part("stations", hours={"mon": ["14:00-18:00", "09:00-12:00"]}),
            "stations[0].hours.mon: hours of one day follow each other without overlap",
        ),
        (
            part("stations", hours={"mon": ["12:00-09:00"]}),
            'stations[0].hours.mon: hours are written "09:00-12:00", opening before closing',
        ),
        (double("stations"), "stations[1].code: the code S-0001 stands already at line 1, column 1"),
        (
            part("checklists", questions=[]),
            "checklists[0].questions: a checklist has from 1 to 20 questions, not 0",
        ),
        (
            double("checklists"),
            "checklists[1].edition: edition 1 of fire_escape stands already at line 1, column 1",
        ),
        (
            double("checklists", edition=2),
            "checklists[1].valid_from: edition 1 of fire_escape holds on the same days",
        ),
        (
            double("rules", value={"days": 2}),
            "rules[1].valid_from: another case_deadline holds for the same on the same days",
        ),
        (part("rules", value={}), "rules[0].value: say exactly one of minutes, hours, days, working_days"),
        (part("rules", value={"days": 1, "hours": 2}), "rules[0].value: say exactly one of minutes, hours"),
        (
            part("rules", value={"days": 1, "role": "clerk"}),
            "rules[0].value.role: a case_deadline does not say this",
        ),
        (
            part("rules", code="responsible_role", value={"role": "clerk"}),
            "rules[0].when.severity: a responsible_role does not depend on this",
        ),
        (
            part("rules", code="responsible_role", when={}, value={"role": "clerk"}),
            "rules[0].when: say for which response_class",
        ),
        (
            part("rules", code="response_class", value={"role": "clerk"}),
            "rules[0].value: say response_class",
        ),
        (double("working_days"), "working_days[2].day: 2024-10-01 stands already at line 1, column 1"),
        (part("working_days", working="no"), 'working_days[0].working: this must be true or false, not "no"'),
        (
            part("working_days", day="2024-02-30"),
            "working_days[0].day: 2024-02-30 is no day of the calendar",
        ),
        (
            part("rules", code="deadline"),
            'rules[0].code: "deadline" is not known here; did you mean case_deadline?',
        ),
        (
            lambda document: document["district"].update(timezone="Asia/Shenzhen"),
            'district.timezone: "Asia/Shenzhen" is no time zone, such as Asia/Shanghai',
        ),
        (
            lambda document: document["district"].update(code="990200"),
            'district.code: there is no area with the code "990200"',
        ),
    ],
)
def test_another_row_that_does_not_fit_is_told(spoil: Spoil, fault: str) -> None:
    assert any(line.startswith(fault) for line in told(spoil))
