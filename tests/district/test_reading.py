"""What a sound district file says, however it is written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from server.district.faults import DistrictFileRefused
from server.district.model import Known
from server.district.read import check_document, read_district
from tests.district.example import example, example_text


def write(folder: Path, text: str | bytes, name: str = "district.json") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_the_example_of_the_page_is_a_sound_district_file(tmp_path: Path) -> None:
    found = read_district(write(tmp_path, example_text()))
    assert found.district
    assert found.district.demonstration
    assert [area.level for area in found.areas] == ["district", "street", "community", "grid", "grid", "unit"]
    assert found.areas[-1].path[0] == "990100"
    assert found.areas[-1].path[-1] == "990100001001-02-01"
    patroller, mediator = found.people[0].assignments or ()
    assert (patroller.role, patroller.valid_from, patroller.valid_to) == ("patroller", date(2024, 1, 1), None)
    assert mediator.certified_mediator
    place = found.places[0]
    assert (place.grid, place.unit_type) == ("990100001001-02", "residential_estate")
    assert found.stations[0].hours["mon"] == (("09:00", "12:00"), ("14:00", "18:00"))
    assert found.checklists[0].questions[0].problems[1].severity == "severe"
    assert found.rules[0].example
    assert found.rules[0].value == {"days": 1}


def test_reading_a_file_twice_gives_the_same_ids(tmp_path: Path) -> None:
    file = write(tmp_path, example_text())
    assert read_district(file) == read_district(file)


def test_derived_ids_stay_as_they_were_published() -> None:
    found = check_document(example())
    assert found.areas[0].id == "b86b2973-fd8a-5154-b87f-a39a33b02af8"
    assert found.people[0].id == "63c3cec8-bf4b-5f53-9897-a3ee49075f05"
    assert (found.people[0].assignments or ())[0].id == "980b0079-acca-5ac4-905d-1d692142f04b"


def test_an_id_in_the_file_is_kept_in_lower_case() -> None:
    document = example()
    document["areas"][5]["id"] = "0B5F8C1E-1111-4222-8333-ABCDEFABCDEF"
    found = check_document(document)
    assert found.areas[5].id == found.places[0].unit_id == "0b5f8c1e-1111-4222-8333-abcdefabcdef"


def test_the_mark_that_windows_puts_in_front_is_no_fault(tmp_path: Path) -> None:
    assert read_district(write(tmp_path, b"\xef\xbb\xbf" + example_text().encode())).areas


def test_a_password_is_not_shown_where_a_person_is_printed() -> None:
    assert "change-me-soon" not in repr(check_document(example()).people)


def test_what_a_file_does_not_say_of_a_person_stays_open() -> None:
    one = check_document(example()).people[1]
    assert (one.password, one.disabled, one.assignments) == (None, True, None)


def test_a_file_with_one_person_may_name_areas_that_are_already_loaded() -> None:
    loaded = check_document(example())
    only = {
        "people": [{"login": "sunli", "name": "孙丽", "assignments": example()["people"][0]["assignments"]}]
    }
    found = check_document(only, Known(areas=loaded.areas))
    assert found.areas == ()
    assert (found.people[0].assignments or ())[0].area_id == loaded.areas[4].id
    with pytest.raises(DistrictFileRefused, match="there is no area"):
        check_document(only)


def test_an_area_may_be_named_by_its_id() -> None:
    document = example()
    document["people"][0]["assignments"][0]["area"] = check_document(document).areas[4].id
    assert (check_document(document).people[0].assignments or ())[0].area == "990100001001-02"


def test_a_new_edition_follows_the_one_already_loaded() -> None:
    loaded = check_document(example())
    newer = example()["checklists"][0] | {"edition": 2, "valid_from": "2025-01-01"}
    known = Known(areas=loaded.areas, checklists=loaded.checklists)
    with pytest.raises(DistrictFileRefused, match="edition 1 of fire_escape holds on the same days"):
        check_document({"checklists": [newer]}, known)
    ended = example()["checklists"][0] | {"valid_to": "2024-12-31"}
    assert len(check_document({"checklists": [ended, newer]}, known).checklists) == 2


def test_a_file_may_be_empty(tmp_path: Path) -> None:
    assert read_district(write(tmp_path, json.dumps({}))).areas == ()
