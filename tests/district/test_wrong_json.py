"""A wrong JSON file is refused with the line, the column and the reason of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.district.faults import MOST_TOLD, DistrictFileRefused
from server.district.read import read_district
from tests.district.example import example_text


def faults(folder: Path, text: str | bytes) -> list[str]:
    """What the reader says of a file with this text."""
    file = folder / "d.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(DistrictFileRefused) as refused:
        read_district(file)
    return refused.value.lines()


def spoilt(right: str, wrong: str) -> tuple[str, str]:
    """The example with `wrong` in place of the first `right`, and where its mark ¦ (left out) stood."""
    before, after = example_text().split(right, 1)
    marked = before + wrong if "¦" in wrong else f"{before}¦{wrong}"
    start, end = marked.split("¦")
    line, column = start.count("\n") + 1, len(start) - start.rfind("\n")
    return start + end + after, f"d.json: line {line}, column {column}: "


@pytest.mark.parametrize(
    ("right", "wrong", "path", "reason"),
    [
        ('"patroller"', '"patroler"', "people[0].assignments[0].role", "did you mean patroller?"),
        ('"name_en": "R', '"nam_en": "R', "areas[1].nam_en", "not known here; did you mean name_en?"),
        ('"rules"', '"rulez"', "rulez", "did you mean rules?"),
        ('{"code": "P-0001"', '{"cod": "P-0001"', "places[0].code", "this is missing"),
        ('"name": "李梅"', '"name": ¦7', "people[0].name", "this must be text, not the number 7"),
        ('"2026-02-28"', '"2026-02-29"', "people[0].assignments[1].to", "no day of the calendar"),
        ('"2026-02-28"', '"28.2.2026"', "people[0].assignments[1].to", "YYYY-MM-DD"),
        ('"2026-02-28"', '"2023-02-28"', "people[0].assignments[1].to", "before the first day"),
        ('true, "year"', '1, "year"', "district.demonstration", "true or false, not the number 1"),
        ("[113.93, 22.72]", "[22.72, 113.93]", "places[0].position", "these look swapped"),
        ("[113.93, 22.72]", "[113.93, 22.75]", "places[0].position", "outside the district"),
        ("[113.93, 22.72]", "[113.93, NaN]", "places[0].position", "two numbers"),
        ("[113.93, 22.72]", "[113.93, 1e999]", "places[0].position", "two numbers"),
        ("[113.93, 22.72]", "[113.93]", "places[0].position", "two numbers"),
        ("[113.93, 22.72]", "[513.93, 22]", "places[0].position", "nowhere on Earth"),
        ('["fire_escape"]', '[¦"gas"]', "places[0].duty_classes[0]", "no checklist has the duty class"),
        ('"sat": ["09:00-12:00"]', '"sat": ¦["9-12"]', "stations[0].hours.sat", 'written "09:00-12:00"'),
        ('"sat": [', '"sun": [], ¦"sa": [', "stations[0].hours.sa", "did you mean sat?"),
        ('"edition": 1', '"edition": ¦1.9', "checklists[0].edition", "a whole number, not the number 1.9"),
        ('"edition": 1', '"edition": ¦true', "checklists[0].edition", "a whole number, not true"),
        (
            '{"zh-CN": "楼道", "en"',
            '¦{"zh-CN": "楼道", "de"',
            "checklists[0].questions[0].label.en",
            "missing",
        ),
        ('"id": "locked"', '"id": ¦"goods"', "checklists[0].questions[0].problems[1].id", "stands already"),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(
    tmp_path: Path, right: str, wrong: str, path: str, reason: str
) -> None:
    text, where = spoilt(right, wrong)
    told = [line for line in faults(tmp_path, text) if line.startswith(f"{where}{path}: ")]
    assert len(told) == 1
    assert reason in told[0]


TWICE = "this name stands twice in the same object"
UNSHOWN = "this has a character that cannot be shown or kept"


@pytest.mark.parametrize(
    ("text", "line", "column", "told"),
    [
        ('{"areas": [\n  1 2]}', 2, 5, "a comma is missing here, or a bracket is not closed"),
        ('{"areas" []}', 1, 10, "a colon is missing here"),
        ('{"areas": [],\n}', 2, 1, 'a name in "double quotes" is missing here'),
        ('{"areas": }', 1, 11, "a value is missing here"),
        ('{"areas": "a\nb"}', 1, 13, "a line break or control character stands inside a text"),
        ('{"areas": []} x', 1, 15, "something follows after the end of the file's content"),
        ("", 1, 1, "a value is missing here"),
        ('{"people": [],\n "areas": [],\n "people": []}', 3, 2, f"people: {TWICE}"),
        ('{"people": [{"login": "a", "name": "A",\n"login": "b"}]}', 2, 1, f"people[0].login: {TWICE}"),
        ("[" * 100_000, 1, 33, "brackets are nested more than 32 deep"),
        (b'\n{"a": "\xff"}', 2, 8, "this is not UTF-8; save the file as UTF-8"),
        ('{"a": 1}'.encode("utf-16"), 1, 1, "the file is UTF-16; save it as UTF-8"),
        ("[]", 1, 1, 'a district file is an object with "areas", "people", …'),
        ('{"areas": {}}', 1, 11, "areas: this must be a list of rows"),
        ('{"areas": [7]}', 1, 12, "areas[0]: this must be an object with named values"),
        ('{"people": [{"login": "a", "name": "\\ud800"}]}', 1, 36, f"people[0].name: {UNSHOWN}"),
        ('{"people": [{"login": "a", "name": "A\\u0000"}]}', 1, 36, f"people[0].name: {UNSHOWN}"),
        (
            '{"district": {"code": "1", "name": "A", "year": ' + "9" * 5000 + "}}",
            1,
            49,
            "district.year: this must be a whole number, not a number that cannot be kept",
        ),
    ],
)
def test_what_is_no_district_file_at_all_is_told_where_it_goes_wrong(
    tmp_path: Path, text: str | bytes, line: int, column: int, told: str
) -> None:
    assert f"d.json: line {line}, column {column}: {told}" in faults(tmp_path, text)


def test_every_fault_is_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = example_text().replace('"patroller"', '"patroler"').replace('"days": 1', '"days": 5000')
    text = text.replace('"level": "street"', '"level": "streets"').replace('["appeals", ', '["appeal", ')
    told = faults(tmp_path, text)
    assert [line.split(": ")[2] for line in told] == [
        "areas[1].level",
        "people[0].assignments[0].role",
        "stations[0].functions[0]",
        "rules[0].value.days",
    ]


def test_what_hangs_on_a_faulty_area_is_not_told_as_well(tmp_path: Path) -> None:
    text, where = spoilt('"level": "street"', '"level": "road"')
    told = faults(tmp_path, text)
    assert len(told) == 1
    assert told[0].startswith(where.split(", column")[0])


def test_more_than_twenty_faults_are_counted(tmp_path: Path) -> None:
    rows = ",\n".join(f'{{"login": "p{number}", "name": 0}}' for number in range(MOST_TOLD + 5))
    told = faults(tmp_path, '{"people": [\n' + rows + "]}")
    assert len(told) == MOST_TOLD + 1
    assert told[0].startswith("d.json: line 2, column 25: people[0].name")
    assert told[-1] == "d.json: and 5 more"


def test_a_fault_far_into_a_large_file_is_found_at_once(tmp_path: Path) -> None:
    rows = ",\n".join(f'{{"login": "p{number}", "name": "A"}}' for number in range(5000))
    told = faults(tmp_path, '{"people": [\n' + rows + ',\n{"login": "p7", "name": "A"}]}')
    assert told == [
        "d.json: line 5002, column 11: people[5000].login: the login p7 stands already at line 9, column 11"
    ]
