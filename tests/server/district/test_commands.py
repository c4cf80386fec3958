"""`gridwalk load` and `gridwalk demo`, as a clerk types them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.cli import main
from server.config import Settings
from server.db import make_engine, reading
from server.district.words import ROLE_LEVELS
from server.records.models import line, record
from tests.databases import Postgres
from tests.district.example import example, example_text


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The data folder of an installation with an empty database."""
    for name in ("GRIDWALK_DATABASE_URL", "GRIDWALK_CLOCK_FILE", "GRIDWALK_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(tmp_path / "data"))
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_database()
        monkeypatch.setenv("GRIDWALK_DATABASE_URL", url)
        yield tmp_path / "data"
        postgres.drop(url)
    else:
        yield tmp_path / "data"


def counts() -> tuple[dict[str, int], int, int]:
    """Records by collection, the sum of their versions, and the number of lines in all streams."""
    engine = make_engine(Settings.from_env().database_url)
    with reading(engine) as connection:
        by_collection = select(record.c.collection, func.count()).group_by(record.c.collection)
        found = {row[0]: row[1] for row in connection.execute(by_collection)}
        versions = connection.execute(select(func.sum(record.c.version))).scalar_one()
        lines = connection.execute(select(func.count()).select_from(line)).scalar_one()
    engine.dispose()
    return found, int(versions or 0), lines


def test_the_demonstration_can_be_loaded_again_and_again(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--json"]) == 0
    first, told = counts(), capsys.readouterr().out
    assert first[0] == {"areas": 2036, "assignments": 26, "checklists": 13, "places": 91, "stations": 246}
    assert main(["demo", "--json"]) == 0
    assert (counts(), capsys.readouterr().out) == (first, told)
    assert main(["load", str(installation / "guangming-demo.json")]) == 0
    assert counts() == first
    assert capsys.readouterr().out == (
        "loaded 2036 areas, 25 people, 91 places, 246 stations, 13 checklists, 14 rules\n"
    )


def test_colleagues_hear_of_an_assignment_that_was_given_by_hand(installation: Path) -> None:
    assert installation
    main(["demo"])
    before, versions, _ = counts()
    assert main(["person", "assign", "wangqiang", "patroller", "440311002001-04"]) == 0
    after, later, _ = counts()
    assert after["assignments"] == before["assignments"] + 1
    assert later == versions + 1


def test_the_sign_ins_are_printed_as_json_and_as_a_table(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation
    main(["demo", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert {row["role"] for row in rows} == set(ROLE_LEVELS)
    assert all(row.keys() >= {"role", "login", "password", "area"} for row in rows)
    patrollers = Counter(row["area"] for row in rows if row["role"] == "patroller")
    assert sorted(patrollers.values()) == [2, 2, 2]
    assert len({area.rsplit("-", 1)[0] for area in patrollers}) == 2
    main(["demo"])
    table = capsys.readouterr().out.splitlines()
    assert len(table) == len(rows) + 1
    assert any("lina" in each and "公明社区·03小分格" in each for each in table)


def test_a_wrong_file_ends_with_line_column_and_reason(
    installation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation
    main(["migrate"])
    file = tmp_path / "wrong.json"
    wrong = example_text().replace('"patroller"', '"patroler"').replace('"days": 1', '"days": 5000')
    file.write_text(wrong, "utf-8")
    assert main(["load", str(file)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "wrong.json: line 16, column 16: people[0].assignments[0].role: "
        '"patroler" is not known here; did you mean patroller?',
        "wrong.json: line 36, column 81: rules[0].value.days: this must be from 0 to 1000, not 5000",
        "gridwalk: nothing was loaded",
    ]
    assert counts()[0] == {}


def test_a_database_of_another_version_is_not_touched(
    installation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation
    file = tmp_path / "district.json"
    file.write_text(json.dumps(example()), "utf-8")
    assert main(["load", str(file)]) == 1
    assert capsys.readouterr().err == (
        "gridwalk: the database is not of this version; run gridwalk migrate first\n"
    )


def test_a_file_that_is_not_there_is_said_in_one_line(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation
    main(["migrate"])
    assert main(["load", "/nowhere/district.json"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "/nowhere/district.json" in told
