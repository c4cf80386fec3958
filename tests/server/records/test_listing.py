"""Lists for those who work online, on both databases."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.auth.scope import streams_for
from server.db import reading
from server.records import registry
from server.records.listing import BadQuestion
from server.records.policy import ROLES, policy
from server.records.reading import Question, listed, readable
from server.records.writer import system_write
from sync.protocol import Actor, Assignment, Scope
from sync.store import SystemWrite
from tests.features.world import tree
from tests.server.people import WORLD, People
from tests.server.records.conftest import Phones
from tests.server.records.helpers import Json, Pusher, new_id

EAST1, EAST2, WEST1 = WORLD.areas["east1"], WORLD.areas["east2"], WORLD.areas["west1"]


@pytest.fixture
def cases(phone_of: Phones) -> list[str]:
    """Five cases, the oldest first: three in east1, one in east2, one in west1."""
    li, zhao, zhou = phone_of("li"), phone_of("zhao"), phone_of("zhou")
    return [
        li.create("cases", {"area": EAST1, "text": "漏水", "people_count": 9, "tags": {"add": ["水"]}}),
        li.create("cases", {"area": EAST1, "text": "漏电", "severity": "severe", "people_count": 10}),
        li.create("cases", {"area": EAST1, "text": "欠薪 100%", "kind": "dispute"}),
        zhao.create("cases", {"area": EAST2, "text": "噪声", "people_count": 2}),
        zhou.create("cases", {"area": WEST1, "text": "堵塞"}),
    ]


def _ids(phone: Pusher, **query: Any) -> list[str]:
    where = query.pop("where", None)
    if where is not None:
        query["where"] = json.dumps(where)
    return [record["record"] for record in phone.listed("cases", **query)]


def test_the_newest_come_first_and_everybody_reads_their_own_area(cases: list[str], phone_of: Phones) -> None:
    assert _ids(phone_of("he")) == cases[::-1]
    assert _ids(phone_of("liu")) == [cases[3], cases[2], cases[1], cases[0]]
    assert _ids(phone_of("li")) == [cases[2], cases[1], cases[0]]
    assert _ids(phone_of("sun")) == [cases[4]]


def test_a_list_gives_the_same_answer_as_sync(cases: list[str], phone_of: Phones) -> None:
    li = phone_of("li")
    synced = {c["record"]: c for c in li.sync(cursors={})["changes"] if c["collection"] == "cases"}
    for record in li.listed("cases"):
        change = synced[record["record"]]
        assert record == {name: value for name, value in change.items() if name != "streams"}


FILTERS: list[tuple[Json, list[int]]] = [
    ({"severity": "severe"}, [1]),
    ({"severity": {"ne": "severe"}}, [2, 0]),
    ({"people_count": {"gte": 9, "lt": 10}}, [0]),
    ({"people_count": {"gt": 9}}, [1]),
    ({"people_count": None}, [2]),
    ({"people_count": {"ne": None}}, [1, 0]),
    ({"people_count": {"ne": 9}}, [2, 1]),
    ({"people_count": {"in": [9, 10, 11]}}, [1, 0]),
    ({"text": {"contains": "漏"}}, [1, 0]),
    ({"text": {"contains": "100%"}}, [2]),
    ({"text": {"contains": "_"}}, []),
    ({"tags": "水"}, [0]),
    ({"tags": {"contains": "火"}}, []),
    ({"kind": {"in": ["dispute", "order"]}, "severity": "ordinary"}, [2]),
    ({"area": EAST1, "status": "open"}, [2, 1, 0]),
    ({"area": WEST1}, []),
    ({"due_at": {"lt": "2026-11-24T10:00:01Z"}}, [1]),
    ({"due_at": "2026-11-24T10:00:00Z"}, [1]),
    ({"due_at": {"gt": "2026-11-24T10:00:00Z"}}, [2, 0]),
    ({"void": {"ne": True}}, [2, 1, 0]),
    ({"void": True}, []),
    ({"kind": "no such word"}, []),
    ({}, [2, 1, 0]),
]
"""What is asked, and which of Li's cases it finds."""


def test_a_list_is_filtered(cases: list[str], phone_of: Phones) -> None:
    li = phone_of("li")
    for where, found in FILTERS:
        assert _ids(li, where=where) == [cases[number] for number in found], where


ORDERS: list[tuple[str, list[int]]] = [
    ("id", [0, 1, 2]),
    ("people_count", [0, 1, 2]),
    ("-people_count", [1, 0, 2]),
    ("due_at,-id", [1, 2, 0]),
    ("severity,people_count", [0, 2, 1]),
    ("number", [0, 1, 2]),
    ("received_at", [2, 1, 0]),
    ("text", [2, 0, 1]),
    ("void", [2, 1, 0]),
]


def test_a_list_is_sorted_the_same_way_everywhere(cases: list[str], phone_of: Phones) -> None:
    li = phone_of("li")
    for sort, found in ORDERS:
        assert _ids(li, sort=sort) == [cases[number] for number in found], sort


def test_a_list_comes_in_pages(cases: list[str], phone_of: Phones) -> None:
    he = phone_of("he")
    pages = [_ids(he, sort="id", page=page, per_page=2) for page in (1, 2, 3, 4)]
    assert pages == [cases[:2], cases[2:4], cases[4:], []]
    answer = he.client.get("/api/records/cases?per_page=2", headers=he.phone.headers).get_json()
    assert (answer["page"], answer["per_page"], answer["total"]) == (1, 2, 5)


NONSENSE: list[dict[str, str]] = [
    {"where": "x"},
    {"where": "[]"},
    {"where": "null"},
    {"where": '{"a":1,"a":2}'},
    {"where": '{"number_of_cats": 1}'},
    {"where": '{"status": {"like": "o"}}'},
    {"where": '{"status": {}}'},
    {"where": '{"status": 5}'},
    {"where": '{"status": {"in": []}}'},
    {"where": '{"status": {"in": "open"}}'},
    {"where": '{"people_count": "9"}'},
    {"where": '{"people_count": {"lt": null}}'},
    {"where": '{"people_count": NaN}'},
    {"where": '{"people_count": 1e999}'},
    {"where": '{"due_at": "tomorrow"}'},
    {"where": '{"position": {"lat": 1}}'},
    {"where": '{"position": {"eq": {"lat": 1, "lon": 2}}}'},
    {"where": '{"text": {"contains": 5}}'},
    {"where": '{"text": {"contains": "\\u0000"}}'},
    {"where": '{"text": "\\ud800"}'},
    {"where": '{"area": "x\' OR 1=1"}'},
    {"where": '{"tags": {"lt": "a"}}'},
    {"where": '{"id": 7}'},
    {"where": "[" * 1000},
    {"sort": "cats"},
    {"sort": ""},
    {"sort": "position"},
    {"sort": "text,text,text,text"},
    {"sort": "id; DROP TABLE record"},
    {"page": "0"},
    {"page": "10001"},
    {"page": "1.5"},
    {"page": "１"},
    {"per_page": "0"},
    {"per_page": "201"},
    {"per_page": "x"},
    {"limit": "5"},
    {"where": "{}" + " " * 9_000},
]


def test_a_question_that_makes_no_sense_is_the_askers_fault(phone_of: Phones) -> None:
    li = phone_of("li")
    for query in NONSENSE:
        answer = li.client.get("/api/records/cases", query_string=query, headers=li.phone.headers)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), (
            query,
            answer.text,
        )


def test_who_may_read_nothing_of_a_collection_is_told_so(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    assert li.client.get("/api/records/cats", headers=li.phone.headers).status_code == 404
    assert li.client.get("/api/records/cases").status_code == 401


def test_ones_own_alerts_are_listed_and_nobody_elses(cases: list[str], phone_of: Phones) -> None:
    kinds = {record["fields"]["kind"] for record in phone_of("chen").listed("alerts")}
    assert kinds == {"case_severe", "case_opened"}
    assert phone_of("ma").listed("alerts") == []


def test_a_case_that_moved_is_listed_where_it_is(cases: list[str], phone_of: Phones) -> None:
    liu = phone_of("liu")
    assert liu.edit("cases", cases[0], {"area": WEST1}, 1)["outcome"] == "applied"
    assert cases[0] not in _ids(phone_of("li"))
    assert cases[0] in _ids(phone_of("sun"))


def test_a_list_holds_what_the_table_says(app: Flask, people: People) -> None:
    """One record of each collection in east1, and somebody of each role in the east, or in the west."""
    fields: dict[str, Json] = {
        "areas": {"code": "1", "name": "一", "level": "unit", "parent": EAST1},
        "assignments": {"person": people.ids["li"], "person_name": "李", "role": "patroller", "area": EAST1},
        "places": {"code": "1", "name": "一", "area": EAST1},
        "stations": {"code": "1", "name": "一", "area": EAST1},
        "checklists": {
            "code": "1", "edition": 1, "duty_class": "gas", "name": {"zh-CN": "燃气"}, "questions": [],
        },
        "cases": {"area": EAST1, "text": "漏水"},
        "patrols": {"area": EAST1, "kind": "daily"},
        "alerts": {"person": people.ids["li"], "kind": "case_opened"},
        "attention": {"person": people.ids["li"], "kind": "refused"},
        "parties": {"name": "甲"},
        "entries": {"kind": "note", "text": "一"},
        "inspections": {"place": people.ids["li"], "result": "fine"},
        "attachments": {"parent": people.ids["li"], "blob": "0" * 64},
    }  # fmt: skip
    ids = {name: new_id() for name in fields}
    writes = []
    for name, values in fields.items():
        roots = registry.collections()[name].roots
        writes.append(SystemWrite(name, ids[name], ids[roots[0]] if roots else ids[name], values))
    system_write(app, writes)
    for role, (place, inside), (login, mine) in product(
        ROLES, (("east", True), ("west", False)), (("li", True), ("wang", False))
    ):
        actor = _actor(people, login, role, place)
        for name in fields:
            relations = policy().relations(role, name, "read")
            expected = (
                "district" in relations or ("area" in relations and inside) or ("own" in relations and mine)
            )
            assert _reads(app, actor, name) is expected, (role, name, place, login)


def _actor(people: People, login: str, role: str, place: str) -> Actor:
    area = people.areas[place]
    held = Assignment(people.assignments[login], people.ids[login], role, area, tree().grids_under(area))
    return Actor(held.person, "a phone", Scope(1, streams_for([held], tree()), {held.id: held}))


def _reads(app: Flask, actor: Actor, name: str) -> bool:
    collection = registry.collections()[name]
    visible = readable(actor, collection, policy())
    if visible is None:
        return False
    with reading(app.extensions["gridwalk.engine"]) as connection:
        rows, total = listed(connection, collection, visible, Question({}))
    assert len(rows) == total
    return total == 1


_times = ["2026-11-23T08:50:00+08:00", "0001-01-02T00:00:00Z", "9999-12-30T23:59:59-14:00"]
_value = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["open", *_times])
    | st.sampled_from(["2026-11-23", EAST1, "0" * 64, 2**53 - 1, 0.1])
)
_operation = st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte", "in", "contains"])
_asked = _value | st.dictionaries(_operation, _value | st.lists(_value, max_size=3), max_size=2)


@pytest.fixture
def odd(app: Flask, people: People) -> None:
    """Records with values at the edges of what is taken, so that the questions meet some."""
    case = new_id()
    writes = [
        SystemWrite("cases", case, case, {"area": EAST1, "text": "\u2028\\ \"' %_ 🌊", "people_count": 0})
    ]
    for time in _times:
        fields = {
            "kind": "note",
            "text": time,
            "answered_at": time,
            "terms": [{"text": "一", "amount_fen": 0}],
        }
        writes.append(SystemWrite("entries", new_id(), case, {**fields, "position": {"lat": 0, "lon": 0.1}}))
        photo = {"parent": case, "blob": "0" * 64, "seconds": 0.1, "taken_at": time, "bytes": 2**53 - 1}
        writes.append(SystemWrite("attachments", new_id(), case, photo))
    system_write(app, writes)


@pytest.mark.usefixtures("odd")
@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered_or_refused(app: Flask, people: People, data: st.DataObject) -> None:
    """No value of any field, and no question, makes a database give up."""
    name = data.draw(st.sampled_from(sorted(registry.collections())))
    collection = registry.collections()[name]
    names = st.sampled_from([*collection.fields, "id", "root"])
    where = data.draw(st.dictionaries(names, _asked, max_size=3))
    sort = data.draw(st.lists(names, max_size=2).map(",".join))
    visible = readable(_actor(people, "li", "community_secretary", "east"), collection, policy())
    assert visible
    with reading(app.extensions["gridwalk.engine"]) as connection, suppress(BadQuestion):
        listed(connection, collection, visible, Question(where, sort or "-id"))
