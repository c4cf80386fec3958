"""A resident reports, and it is a case like every other: once, in the right grid, told to its leader."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from server.auth.tables import area
from server.db import reading, writing
from server.installation import directory_changed
from server.public.tables import matter
from server.records.models import record
from server.records.writer import system_write
from sync.store import SystemWrite
from tests.server.people import BEGAN, WORLD, fixed_id
from tests.server.public.conftest import Residents, only_case, report_of
from tests.server.records.conftest import Phones

EAST1, EAST1A, WEST1 = (WORLD.areas[name] for name in ("east1", "east1a", "west1"))
POSTER = "P-0001"


def outline(app: Flask, **rings: Any) -> None:
    """Draws areas, by their short names."""
    with writing(app.extensions["gridwalk.engine"]) as connection:
        for name, ring in rings.items():
            drawn = update(area).where(area.c.id == WORLD.areas[name]).values(outline=str(ring))
            connection.execute(drawn)
        directory_changed(connection)


def square(west: float) -> list[list[float]]:
    return [[west, 22.7], [west + 0.01, 22.7], [west + 0.01, 22.71], [west, 22.71]]


def counted(app: Flask) -> int:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        cases = select(func.count()).select_from(record).where(record.c.collection == "cases")
        return int(connection.execute(cases).scalar_one())


def test_a_report_is_a_case_in_its_grid_and_its_leader_is_alerted(
    resident: Residents, phone_of: Phones
) -> None:
    chen = phone_of("chen")
    told = resident().report()
    case, fields = only_case(chen.listed("cases"))
    assert fields["text"] == "楼下下水道堵了"
    assert (fields["channel"], fields["status"], fields["area"]) == ("web", "open", EAST1A)
    assert fields["address"] == "公明街道 东社区 东1甲小区"
    assert fields["number"] == told["matter"]["number"]
    (alert,) = chen.listed("alerts")
    assert (alert["fields"]["kind"], alert["fields"]["case"]) == ("case_opened", case)
    assert case in {line["record"] for line in chen.sync()["changes"]}


def test_the_same_report_twice_is_one_case_with_one_code(app: Flask, resident: Residents) -> None:
    one, body = resident(), report_of()
    first = one.post("/api/public/matters", body)
    again = one.post("/api/public/matters", body)
    assert (first.status_code, again.status_code) == (201, 201)
    told, repeated = first.get_json(), again.get_json()
    assert (told["code"], told["digits"]) == (repeated["code"], repeated["digits"])
    assert counted(app) == 1


def test_the_same_report_at_the_same_moment_is_one_case(app: Flask, resident: Residents) -> None:
    body, codes = report_of(), set()

    def send() -> None:
        answer = resident().post("/api/public/matters", body)
        codes.add((answer.status_code, answer.get_json().get("code")))

    senders = [Thread(target=send) for _ in range(6)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len(codes) == 1
    assert counted(app) == 1


def test_the_same_id_with_other_words_is_refused_and_shows_nothing(app: Flask, resident: Residents) -> None:
    body = report_of()
    assert resident().post("/api/public/matters", body).status_code == 201
    other = resident().post("/api/public/matters", {**body, "text": "别的事"})
    assert (other.status_code, other.get_json()["code"]) == (409, "mutation_reused")
    assert counted(app) == 1


def test_only_hashes_of_the_code_are_stored(app: Flask, resident: Residents) -> None:
    told = resident().report()
    with reading(app.extensions["gridwalk.engine"]) as connection:
        row = connection.execute(select(matter)).one()
    assert told["code"] not in str(row)
    assert told["digits"] not in (row.extra_hash, row.code_hash)
    assert len(told["code"]) == 16


def test_a_phone_number_stands_apart_and_its_last_four_digits_open_the_matter(
    resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    told = one.report(phone="138 0013 8000", name="陈女士")
    assert told["digits"] is None
    assert one.look(digits="8000").status_code == 200
    assert "138" not in one.look().text
    assert "陈女士" not in one.look().text
    (reporter,) = phone_of("chen").listed("reporters")
    assert reporter["fields"]["phone"] == "138 0013 8000"
    assert phone_of("li").listed("reporters") == []
    _, fields = only_case(phone_of("li").listed("cases"))
    assert "138" not in str(fields)


def test_a_position_finds_the_unit_or_the_grid_around_it(
    app: Flask, resident: Residents, phone_of: Phones
) -> None:
    outline(
        app,
        east1=square(113.90),
        west1=square(113.92),
        east1a=[[113.9, 22.7], [113.904, 22.7], [113.904, 22.704]],
    )
    for lon in (113.903, 113.909, 113.925):
        resident().report(place={"position": {"lon": lon, "lat": 22.702, "accuracy": 20}})
    cases = [row["fields"] for row in phone_of("ma").listed("cases")]
    landed = {(case["position"]["lon"], case["area"]) for case in cases}
    assert landed == {(113.903, EAST1A), (113.909, EAST1), (113.925, WEST1)}


def test_a_position_outside_is_said_in_words_and_nothing_is_stored(app: Flask, resident: Residents) -> None:
    outline(app, east1=square(113.90))
    body = report_of(place={"position": {"lon": 120.0, "lat": 30.0}})
    answer = resident().post("/api/public/matters", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "outside")
    assert counted(app) == 0
    body["place"] = {"area": EAST1}
    assert resident().post("/api/public/matters", body).status_code == 201


def test_a_street_or_community_alone_lands_at_its_station_else_in_its_first_grid(
    app: Flask, resident: Residents, phone_of: Phones
) -> None:
    resident().report(place={"area": WORLD.areas["west"]})
    resident().report(place={"area": WORLD.areas["street"]})
    ma = phone_of("ma")
    assert {row["fields"]["area"] for row in ma.listed("cases")} == {WEST1, EAST1}
    outline(app, east2=square(113.94))
    station = fixed_id("station")
    fields = {
        "code": "S-1",
        "name": "东社区站",
        "area": WORLD.areas["east"],
        "functions": ["appeals"],
        "position": {"lon": 113.945, "lat": 22.705},
    }
    system_write(app, [SystemWrite("stations", station, station, fields)])
    resident().report(place={"area": WORLD.areas["east"]})
    areas = [row["fields"]["area"] for row in ma.listed("cases")]
    assert WORLD.areas["east2"] in areas
    addresses = {row["fields"]["address"] for row in ma.listed("cases")}
    assert addresses == {"公明街道 西社区", "公明街道", "公明街道 东社区"}


def test_a_poster_fills_in_its_unit_or_its_place(
    app: Flask, client: FlaskClient, resident: Residents, phone_of: Phones
) -> None:
    place = fixed_id("poster's place")
    fields = {"code": POSTER, "name": "1栋2单元", "area": EAST1, "unit": EAST1A}
    system_write(app, [SystemWrite("places", place, place, fields)])
    shown = client.get("/api/public/places", query_string={"at": POSTER})
    assert shown.get_json() == {"place": "公明街道 东社区 东1甲小区 1栋2单元"}
    resident().report(place={"at": POSTER})
    _, case = only_case(phone_of("chen").listed("cases"))
    assert (case["channel"], case["place"], case["area"]) == ("qr", place, EAST1A)
    resident().report(place={"at": "east1a"})
    assert client.get("/api/public/places", query_string={"at": "nowhere"}).status_code == 404
    body = report_of(place={"at": "nowhere"})
    assert resident().post("/api/public/matters", body).get_json()["code"] == "unknown_place"


def test_the_form_offers_streets_and_the_buildings_of_one(client: FlaskClient, resident: Residents) -> None:
    assert client.get("/api/public/places").get_json() == {
        "streets": [{"id": WORLD.areas["street"], "name": "公明街道"}]
    }
    asked = client.get("/api/public/places", query_string={"street": WORLD.areas["street"]})
    east, west = asked.get_json()["communities"]
    assert east["buildings"] == [{"id": EAST1A, "name": "东1甲小区"}]
    assert (west["name"], west["buildings"]) == ("西社区", [])
    assert client.get("/api/public/places", query_string={"street": EAST1A}).status_code == 404


def test_an_area_that_has_ended_is_no_place_to_report_from(app: Flask, resident: Residents) -> None:
    ended = fixed_id("ended")
    with writing(app.extensions["gridwalk.engine"]) as connection:
        values = {"id": ended, "code": "gone", "name": "旧格", "level": "grid", "valid_from": BEGAN}
        row = {**values, "parent_id": WORLD.areas["east"], "valid_to": BEGAN}
        connection.execute(insert(area).values(**row))
        directory_changed(connection)
    answer = resident().post("/api/public/matters", report_of(place={"area": ended}))
    assert answer.get_json()["code"] == "unknown_place"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "字" * 4001},
        {"text": "a\0b"},
        {"text": "\ud800"},
        {"text": 5},
        {"id": "1"},
        {"id": "ffffffff-ffff-7fff-bfff-ffffffffffff"},
        {"id": "7d6d9a6e-5c8a-4f7c-9b62-8d2e1f3a4b5c"},
        {"place": {}},
        {"place": {"at": "a", "area": EAST1}},
        {"place": {"area": WORLD.areas["district"]}},
        {"place": {"area": fixed_id("nowhere")}},
        {"place": {"position": {"lon": "113", "lat": 22}}},
        {"place": {"position": {"lon": 113.0}}},
        {"phone": "hello"},
        {"phone": "12"},
        {"status": "closed"},
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_stored(
    app: Flask, resident: Residents, wrong: dict[str, Any]
) -> None:
    answer = resident().post("/api/public/matters", {**report_of(), **wrong})
    assert answer.status_code in (400, 422), answer.text
    assert answer.content_type == "application/problem+json"
    assert counted(app) == 0


def test_only_json_is_taken_and_no_other_site_is_answered(client: FlaskClient, resident: Residents) -> None:
    form = client.post("/api/public/matters", data={"text": "a"})
    assert form.status_code == 415
    answer = resident().post("/api/public/matters", report_of(), Origin="https://elsewhere.example")
    assert [name for name in dict(answer.headers) if name.lower().startswith("access-control")] == []
    asked = client.options("/api/public/matters", headers={"Origin": "https://elsewhere.example"})
    assert [name for name in dict(asked.headers) if name.lower().startswith("access-control")] == []
