"""A district file is loaded whole or not at all, again without change, and holds at the next request."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, MetaData, select

from server.auth.directory import area_tree
from server.auth.tables import area, assignment, person
from server.calendar.calendar import is_published, is_working_day
from server.calendar.tables import working_day
from server.calendar.terms import Term
from server.db import metadata, reading
from server.district.faults import DistrictFileRefused
from server.district.tables import district, rule
from server.errors import CommandError
from server.records.models import line, record
from server.records.today import domain
from tests.district.example import example
from tests.server.conftest import FrozenClock
from tests.server.district.conftest import Load

GRID, OTHER = "990100001001-02", "990100001001-03"
Headers = dict[str, str]


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., Headers]:
    """Headers of a new session; a status other than 201 is the test's to see."""

    def sign_in_as(login: str, password: str = "change-me-soon", status: int = 201) -> Headers:
        answer = client.post(
            "/api/session", json={"login": login, "password": password, "device": {"name": "p"}}
        )
        assert answer.status_code == status, answer.text
        return {"Authorization": f"Bearer {answer.get_json().get('token')}"}

    return sign_in_as


def everything(engine: Engine, tables: MetaData = metadata) -> dict[str, list[Any]]:
    """All rows of all tables, but for the time at which a device was last seen."""
    with reading(engine) as connection:
        return {
            name: sorted(map(str, connection.execute(select(table)).all()))
            for name, table in tables.tables.items()
            if name not in ("device", "session", "scope_span")
        }


def fields(engine: Engine, collection: str) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        found = connection.execute(select(record.c.fields).where(record.c.collection == collection))
        return [json.loads(row.fields) for row in found]


def rows(engine: Engine, table: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table)).all())


def two_grids() -> dict[str, Any]:
    document = example()
    document["areas"].append(document["areas"][4] | {"code": OTHER, "name": "03小分格", "replaces": []})
    return document


def test_everything_in_the_file_is_in_tables_and_records(load: Load, engine: Engine) -> None:
    loaded = load(example())
    assert loaded.changed
    assert len(rows(engine, area)) == 6
    assert sorted(row.login for row in rows(engine, person)) == ["limei", "zhaogang"]
    assert {row.role for row in rows(engine, assignment)} == {"patroller", "mediator"}
    assert [row.demonstration for row in rows(engine, district)] == [True]
    assert [(json.loads(row.conditions), json.loads(row.value)) for row in rows(engine, rule)] == [
        ({"severity": "severe"}, {"days": 1})
    ]
    counts = {
        name: len(fields(engine, name))
        for name in ("areas", "assignments", "places", "stations", "checklists")
    }
    assert counts == {"areas": 6, "assignments": 2, "places": 1, "stations": 1, "checklists": 1}
    (place,) = fields(engine, "places")
    assert place["position"] == {"lat": 22.72, "lon": 113.93}
    assert (place["area"], place["unit_type"]) == (loaded.file.areas[4].id, "residential_estate")
    assert "valid_to" not in place
    (station,) = fields(engine, "stations")
    assert station["hours"]["mon"] == ["09:00-12:00", "14:00-18:00"]


def test_replaced_areas_are_named_by_their_ids(load: Load, engine: Engine) -> None:
    loaded = load(example())
    newer = next(row for row in rows(engine, area) if row.code == GRID)
    assert json.loads(newer.replaces) == [loaded.file.areas[3].id]


def test_loading_the_same_file_again_changes_no_row(load: Load, engine: Engine, clock: FrozenClock) -> None:
    load(example())
    before = everything(engine)
    clock.forward(days=2)
    assert not load(example()).changed
    assert everything(engine) == before


def test_a_wrong_file_changes_nothing(load: Load, engine: Engine) -> None:
    load(example())
    before = everything(engine)
    wrong = example()
    wrong["areas"][1]["name"] = "改了名"
    wrong["people"][0]["assignments"][0]["area"] = "990100001001-77"
    with pytest.raises(DistrictFileRefused, match="there is no area"):
        load(wrong)
    assert everything(engine) == before


def test_what_fails_half_way_changes_nothing(
    load: Load, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(engine)

    def broken(*_: Any) -> None:
        raise CommandError("the power went away")

    monkeypatch.setattr("server.district.load.publish", broken)
    with pytest.raises(CommandError, match="power"):
        load(example())
    assert everything(engine) == before


def test_a_person_signs_in_with_the_password_of_the_file(
    load: Load, client: FlaskClient, sign_in: Callable[..., Headers]
) -> None:
    load(example())
    me = client.get("/api/session", headers=sign_in("limei")).get_json()
    assert me["user"]["name"] == "李梅"
    # The mediator's assignment ended in February: the clock of these tests stands in November.
    assert [each["role"] for each in me["user"]["assignments"]] == ["patroller"]


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_phone_is_told_whether_the_district_is_real(
    load: Load, client: FlaskClient, sign_in: Callable[..., Headers], demonstration: bool
) -> None:
    given = example()
    given["district"]["demonstration"] = demonstration
    load(given)
    answer = client.get("/api/session", headers=sign_in("limei")).get_json()
    assert answer["demonstration"] is demonstration


def test_a_password_that_is_left_out_stays(load: Load, sign_in: Callable[..., Headers]) -> None:
    load(example())
    later = example()
    del later["people"][0]["password"]
    load(later)
    sign_in("limei")
    changed = example()
    changed["people"][0]["password"] = "another one"
    load(changed)
    sign_in("limei", status=401)
    sign_in("limei", "another one")


def test_a_disabled_person_is_out_at_the_next_request(
    load: Load, client: FlaskClient, sign_in: Callable[..., Headers]
) -> None:
    load(example())
    headers = sign_in("limei")
    assert client.get("/api/session", headers=headers).status_code == 200
    load({"people": [{"login": "limei", "name": "李梅", "disabled": True}]})
    assert client.get("/api/session", headers=headers).get_json()["code"] == "person_disabled"
    load({"people": [{"login": "limei", "name": "李梅"}]})
    assert client.get("/api/session", headers=headers).status_code == 401
    load({"people": [{"login": "limei", "name": "李梅", "disabled": False}]})
    assert client.get("/api/session", headers=headers).status_code == 200


def test_a_changed_assignment_holds_at_the_next_request(
    load: Load, client: FlaskClient, sign_in: Callable[..., Headers]
) -> None:
    load(two_grids())
    headers = sign_in("limei")
    before = client.get("/api/session", headers=headers).get_json()
    moved = [{"role": "patroller", "area": OTHER, "from": "2024-01-01"}]
    load({"people": [{"login": "limei", "name": "李梅", "assignments": moved}]})
    after = client.get("/api/session", headers=headers).get_json()
    assert [each["area_code"] for each in before["user"]["assignments"]] == [GRID]
    assert [each["area_code"] for each in after["user"]["assignments"]] == [OTHER]
    assert after["scope"] > before["scope"]


def test_an_assignment_that_is_not_listed_any_more_ended_yesterday(load: Load, engine: Engine) -> None:
    load(example())
    load({"people": [{"login": "limei", "name": "李梅", "assignments": []}]})
    ends = {row.role: str(row.valid_to) for row in rows(engine, assignment)}
    assert ends == {"patroller": "2026-11-22", "mediator": "2026-02-28"}
    assert {each["role"]: each["valid_to"] for each in fields(engine, "assignments")} == ends


def test_colleagues_see_a_new_name_on_every_assignment(load: Load, engine: Engine) -> None:
    load(example())
    load({"people": [{"login": "limei", "name": "李梅梅"}]})
    assert {each["person_name"] for each in fields(engine, "assignments")} == {"李梅梅"}


def test_somebody_who_has_an_account_already_keeps_its_id(load: Load, engine: Engine) -> None:
    load(example())
    (before,) = [row.id for row in rows(engine, person) if row.login == "limei"]
    load({"people": [{"login": "LiMei", "name": "李梅"}]})
    assert {row.login: row.id for row in rows(engine, person)}["LiMei"] == before


def test_one_row_of_a_place_may_be_loaded_alone(load: Load, engine: Engine) -> None:
    load(example())
    one = example()["places"][0]
    load({"places": [one | {"code": "P-0002", "name": "东岸花园3栋", "position": [113.94, 22.71]}]})
    assert sorted(each["name"] for each in fields(engine, "places")) == ["东岸花园1栋2单元", "东岸花园3栋"]
    with pytest.raises(DistrictFileRefused, match="outside the district"):
        load({"places": [one | {"code": "P-0003", "position": [114.94, 22.71]}]})


def test_a_value_that_is_taken_away_is_gone_from_the_record(load: Load, engine: Engine) -> None:
    document = example()
    document["stations"][0]["phone"] = "123"
    load(document)
    load(example())
    assert fields(engine, "stations")[0]["phone"] is None


def test_a_new_grid_hears_who_works_in_its_community(load: Load, engine: Engine) -> None:
    document = example()
    document["people"][0]["assignments"][1]["to"] = None
    load(document)
    assert audience(engine, "mediator") == {GRID, "990100001001-01"}
    load({"areas": two_grids()["areas"]})
    assert audience(engine, "mediator") == {GRID, OTHER, "990100001001-01"}


def audience(engine: Engine, role: str) -> set[str]:
    """The codes of the grids in whose streams the assignments of a role stand."""
    codes = {row.id: row.code for row in rows(engine, area)}
    with reading(engine) as connection:
        found = connection.execute(select(record.c.id, record.c.fields, record.c.streams)).all()
        standing = {row.record for row in connection.execute(select(line.c.record))}
    mine = [row for row in found if json.loads(row.fields).get("role") == role and row.id in standing]
    return {codes[key.removeprefix("grid:")] for row in mine for key in row.streams.split()}


def test_another_time_zone_than_the_installations_is_refused(load: Load) -> None:
    document = example()
    document["district"]["timezone"] = "Asia/Urumqi"
    with pytest.raises(CommandError, match="GRIDWALK_TIMEZONE says Asia/Shanghai"):
        load(document)


def test_an_installation_does_not_take_a_second_district(load: Load) -> None:
    load(example())
    other = {"areas": [example()["areas"][0] | {"code": "990200"}]}
    with pytest.raises(DistrictFileRefused, match="serves the district 990100"):
        load(other)


def test_a_case_is_due_by_the_values_of_the_file_from_the_next_request_on(
    load: Load, app: Flask, clock: FrozenClock
) -> None:
    load(example())
    opened = clock.local()
    with app.app_context():
        term = domain(area_tree()).house.deadlines.term("answer", {"severity": "severe"}, opened.date())
        assert term == Term("days", 1)
    later = example()
    later["rules"][0]["value"] = {"days": 4}
    load(later)
    with app.app_context():
        term = domain(area_tree()).house.deadlines.term("answer", {"severity": "severe"}, opened.date())
        assert term == Term("days", 4)


def test_what_the_clerk_loads_of_a_notice_holds_from_the_next_request_on(load: Load, app: Flask) -> None:
    load(example())
    with app.app_context():
        assert not is_published(domain(area_tree()).house.calendar, 2027)
    days = [("2027-01-01", False), ("2027-01-03", True), ("2027-10-01", False)]
    notice = {"working_days": [{"day": day, "working": working} for day, working in days]}
    assert load(notice).changed
    assert not load(notice).changed
    with app.app_context():
        calendar = domain(area_tree()).house.calendar
    assert is_published(calendar, 2027)
    assert is_working_day(calendar, date(2027, 1, 3))
    wrong = notice["working_days"][1]
    load({"working_days": [wrong | {"working": False}]})
    with app.app_context():
        assert not is_working_day(domain(area_tree()).house.calendar, date(2027, 1, 3))


def test_working_days_stand_in_their_table(load: Load, engine: Engine) -> None:
    load(example())
    found = [(row.day.isoformat(), row.working, row.name) for row in rows(engine, working_day)]
    assert found == [("2024-10-01", False, "国庆节"), ("2024-10-12", True, "国庆节")]
