"""What the house writes itself."""

from __future__ import annotations

import pytest
from flask import Flask

from server.db import writing
from server.records.writer import SystemRefused, system_write, write_records
from sync.store import SystemWrite
from tests.server.overhearing import overhearing
from tests.server.people import WORLD, People
from tests.server.records.conftest import Phones
from tests.server.records.helpers import new_id

EAST1, WEST1 = WORLD.areas["east1"], WORLD.areas["west1"]


def station(id: str, name: str = "东社区诉求服务站") -> SystemWrite:
    return SystemWrite("stations", id, id, {"code": id[-4:], "name": name, "area": EAST1})


def test_a_station_reaches_every_phone(app: Flask, people: People, phone_of: Phones) -> None:
    id = new_id()
    system_write(app, [station(id)])
    for login in ("li", "sun"):
        (change,) = [c for c in phone_of(login).sync()["changes"] if c["collection"] == "stations"]
        assert (change["record"], change["fields"]["author"]) == (id, "system")


def test_the_same_again_changes_nothing(app: Flask, people: People, phone_of: Phones) -> None:
    id = new_id()
    for version, name in ((1, "一"), (1, "一"), (2, "二"), (2, "二")):
        (receipt,) = system_write(app, [station(id, name)])
        assert receipt.version == version
    li = phone_of("li")
    li.sync()
    system_write(app, [station(id, "二")])
    assert li.sync()["changes"] == []


def test_one_wrong_write_writes_nothing(app: Flask, people: People, phone_of: Phones) -> None:
    id, wrong = new_id(), new_id()
    with pytest.raises(SystemRefused, match="stations") as refused:
        system_write(app, [station(id), SystemWrite("stations", wrong, wrong, {"code": "S", "area": EAST1})])
    ((write, receipt),) = refused.value.wrong
    assert (write.record, set(receipt.errors)) == (wrong, {"name"})
    assert phone_of("li").listed("stations") == []


def test_records_and_tables_are_written_together_or_not_at_all(
    app: Flask, people: People, phone_of: Phones
) -> None:
    def load() -> None:
        with writing(app.extensions["gridwalk.engine"]) as connection:
            write_records(connection, app.extensions["gridwalk.clock"], [station(new_id())])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load()
    assert phone_of("li").listed("stations") == []


def test_units_and_colleagues_reach_whose_grids_they_are_in(
    app: Flask, people: People, phone_of: Phones
) -> None:
    unit, leader, secretary = new_id(), new_id(), new_id()
    post = {"person": people.ids["li"], "person_name": "李", "role": "patroller"}
    system_write(
        app,
        [
            SystemWrite("areas", unit, unit, {"code": "1", "name": "一", "level": "unit", "parent": WEST1}),
            SystemWrite("assignments", leader, leader, {**post, "area": WEST1}),
            SystemWrite("assignments", secretary, secretary, {**post, "area": people.areas["street"]}),
        ],
    )
    assert {c["record"] for c in phone_of("sun").sync()["changes"]} == {unit, leader, secretary}
    assert {c["record"] for c in phone_of("li").sync()["changes"]} == {secretary}


def test_thousands_are_written_in_few_statements(app: Flask, people: People) -> None:
    writes = [station(new_id(), f"第{number}站") for number in range(2_000)]
    with overhearing(app.extensions["gridwalk.engine"]) as talk:
        system_write(app, writes)
    assert len(talk.statements) < 20
    assert len([sql for sql in talk.statements if sql.startswith("INSERT INTO record")]) == 1
    with overhearing(app.extensions["gridwalk.engine"]) as talk:
        system_write(app, writes)
    assert talk.statements
    assert not [sql for sql in talk.statements if sql.startswith("INSERT")]
