"""A workbook says the same as JSON, and a wrong one is refused with sheet, row and column."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from server.district.demo import demo_district
from server.district.faults import DistrictFileRefused
from server.district.model import DistrictFile
from server.district.read import check_document, read_district
from tests.district.example import example
from tests.district.workbook import Sheets, as_sheets, as_workbook


@pytest.fixture
def sheets() -> Sheets:
    return as_sheets(example())


def read(folder: Path, raw: bytes) -> DistrictFile:
    file = folder / "d.xlsx"
    file.write_bytes(raw)
    return read_district(file)


def told(folder: Path, raw: bytes) -> list[str]:
    with pytest.raises(DistrictFileRefused) as refused:
        read(folder, raw)
    return refused.value.lines()


def test_a_workbook_says_the_same_as_json(tmp_path: Path, sheets: Sheets) -> None:
    found, wanted = read(tmp_path, as_workbook(sheets)), check_document(example())
    assert found.people[0] == wanted.people[0]
    assert (found.people[1].disabled, found.people[1].assignments) == (True, ())
    for part in ("district", "areas", "places", "stations", "checklists", "rules", "working_days"):
        assert getattr(found, part) == getattr(wanted, part)


def test_the_whole_demo_district_fits_into_a_workbook(tmp_path: Path) -> None:
    document = demo_district()
    assert read(tmp_path, as_workbook(as_sheets(document))) == check_document(document)


def test_without_a_sheet_of_assignments_everybodys_stay_as_they_are(tmp_path: Path, sheets: Sheets) -> None:
    del sheets["assignments"]
    assert [person.assignments for person in read(tmp_path, as_workbook(sheets)).people] == [None, None]


def test_what_a_spreadsheet_makes_of_codes_and_days_is_understood(tmp_path: Path, sheets: Sheets) -> None:
    sheets["areas"][0] |= {"code": 990100, "valid_from": "2020-01-01"}
    sheets["areas"][1] |= {"parent": 990100.0, "valid_from": datetime(2020, 1, 1)}
    sheets["district"][0] |= {"code": 990100, "demonstration": "是", "year": 2024.0}
    sheets["people"][1]["disabled"] = "TRUE"
    sheets["stations"][0] |= {"functions": "appeals；legal_advice", "position": "113.931，22.721"}
    sheets["notes"] = [{"whatever": "nobody reads this"}]
    found, wanted = read(tmp_path, as_workbook(sheets)), check_document(example())
    assert (found.areas, found.stations, found.district) == (wanted.areas, wanted.stations, wanted.district)
    assert found.people[1].disabled is True


def test_empty_rows_and_unused_sheets_are_no_fault(tmp_path: Path, sheets: Sheets) -> None:
    book = load_workbook(io.BytesIO(as_workbook(sheets)))
    book.create_sheet("Sheet1")
    book["places"].insert_rows(2, 3)
    file = io.BytesIO()
    book.save(file)
    assert read(tmp_path, file.getvalue()).places == check_document(example()).places


def test_a_wrong_cell_is_told_with_sheet_row_and_column(tmp_path: Path, sheets: Sheets) -> None:
    sheets["areas"][2]["parent"] = "990100009"
    sheets["assignments"][1]["role"] = "mediater"
    sheets["stations"][0]["hours.sat"] = "9-12"
    sheets["problems"][1]["severity"] = "awful"
    sheets["people"][0]["password"] = "short"
    assert told(tmp_path, as_workbook(sheets)) == [
        'd.xlsx: sheet areas, row 4, column G: parent: there is no area with the code "990100009"',
        "d.xlsx: sheet assignments, row 3, column B: role: "
        '"mediater" is not known here; did you mean mediator?',
        "d.xlsx: sheet people, row 2, column C: password: this must be at least 6 characters long, not 5",
        'd.xlsx: sheet problems, row 3, column G: severity: "awful" is not known here; '
        "it must be one of minor, ordinary, severe",
        "d.xlsx: sheet stations, row 2, column H: hours.sat: "
        'hours are written "09:00-12:00", opening before closing',
    ]


def test_an_empty_cell_that_must_be_filled_is_told_where_it_is(tmp_path: Path, sheets: Sheets) -> None:
    sheets["places"].append({"code": "P-2", "name": "空的"})
    assert "d.xlsx: sheet places, row 3, column C: area: this is missing" in told(
        tmp_path, as_workbook(sheets)
    )


def test_a_missing_column_is_told_at_the_row(tmp_path: Path, sheets: Sheets) -> None:
    del sheets["places"][0]["area"]
    assert "d.xlsx: sheet places, row 2, column A: area: this is missing" in told(
        tmp_path, as_workbook(sheets)
    )


def test_an_unknown_heading_is_told_in_the_first_row(tmp_path: Path, sheets: Sheets) -> None:
    sheets["people"][0]["nam"] = "?"
    first = told(tmp_path, as_workbook(sheets))[0]
    assert first == 'd.xlsx: sheet people, row 1, column D: nam: "nam" is not known here; did you mean name?'


def test_rows_that_belong_to_nothing_are_told(tmp_path: Path, sheets: Sheets) -> None:
    sheets["assignments"][0]["login"] = "nobody"
    sheets["problems"][0]["question"] = "roof"
    assert told(tmp_path, as_workbook(sheets)) == [
        "d.xlsx: sheet assignments, row 2, column A: login: the sheet people has no row for login nobody",
        "d.xlsx: sheet problems, row 2, column A: checklist: "
        "the sheet questions has no row for checklist fire_escape, edition 1, question roof",
    ]


def test_a_wrong_heading_of_the_workbook_itself_is_told(tmp_path: Path, sheets: Sheets) -> None:
    book = load_workbook(io.BytesIO(as_workbook(sheets)))
    book["areas"]["C1"] = "code"
    book["places"]["J2"] = "astray"
    book["rules"].title = "rulez"
    file = io.BytesIO()
    book.save(file)
    assert told(tmp_path, file.getvalue()) == [
        "d.xlsx: sheet areas, row 1, column C: code: this heading stands twice",
        "d.xlsx: sheet places, row 2, column J: this column has no heading",
        'd.xlsx: sheet rulez, row 1, column A: "rulez" is not known here; did you mean rules?',
    ]


@pytest.mark.parametrize("raw", [b"PK\x03\x04 this is no workbook", b"", b"<html>"])
def test_what_is_no_workbook_is_told_in_one_line(tmp_path: Path, raw: bytes) -> None:
    assert told(tmp_path, raw) == ["d.xlsx: line 1, column 1: this is no XLSX workbook, or it is damaged"]
