"""What Gridwalk never does: it serves residents, it does not watch them. One test for each line."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from server.records import registry
from server.records.policy import ROLES, policy
from tests.server.people import WORLD
from tests.server.records.conftest import Phones

PEOPLE = ("parties", "reporters", "assignments")
POSITIONS = {"places", "stations", "inspections", "cases", "entries", "attachments"}
"""A position is where a place is, or part of a check, a case, an entry or a photo."""


def fields_of_everything() -> list[tuple[str, str]]:
    return [(name, field) for name, found in registry.collections().items() for field in found.fields]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a profile or a score of a person", r"score|risk|profile|rating|rank|credit|label|petition"),
        ("party membership, faith or origin", r"party_member|membership|politic|relig|ethnic|nation|hukou"),
        ("who is with whom", r"gather|associat|contacts|companion|friends|relatives|attend"),
        ("a chat that is read along", r"chat|wechat|group_message"),
        ("numbers that name a person for life", r"id_card|identity_number|passport|birth|face|finger"),
    ],
)
def test_no_record_has_a_field_for(what: str, words: str) -> None:
    assert [pair for pair in fields_of_everything() if re.search(words, pair[1])] == [], what


def test_a_position_exists_only_as_part_of_a_place_or_of_work_done_there() -> None:
    with_position = {
        name
        for name, collection in registry.collections().items()
        for field, kept in collection.fields.items()
        if kept.type == "position" or "position" in field
    }
    assert with_position == POSITIONS
    assert "track" not in " ".join(registry.collections())


def test_a_person_is_named_only_inside_one_case_or_as_a_colleague() -> None:
    naming = {name for name, field in fields_of_everything() if field in ("name", "phone", "person_name")}
    reference = {"areas", "places", "stations", "checklists"}
    assert naming - reference == set(PEOPLE)
    assert registry.collections()["parties"].roots == ("cases",)
    assert registry.collections()["reporters"].roots == ("cases",)


@pytest.mark.parametrize("field", ["name", "phone", "note"])
@pytest.mark.parametrize("operation", ["eq", "contains"])
def test_people_are_not_searched_across_cases(phone_of: Phones, field: str, operation: str) -> None:
    li = phone_of("li")
    case = li.create("cases", {"area": WORLD.areas["east1"], "text": "漏水"})
    li.create("parties", {"name": "陈女士", "phone": "13800000000", "note": "三楼"}, root=case)
    asked = json.dumps({field: {operation: "陈女士"}})
    answer = li.client.get("/api/records/parties", query_string={"where": asked}, headers=li.phone.headers)
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"]
    assert "陈女士" not in answer.text
    sorted_by = li.client.get("/api/records/parties", query_string={"sort": field}, headers=li.phone.headers)
    assert sorted_by.status_code == 422
    assert [row["fields"]["name"] for row in li.listed("parties", where=json.dumps({"root": case}))] == [
        "陈女士"
    ]


@pytest.mark.parametrize("field", ["text", "agreed", "spoke"])
def test_what_people_said_is_not_searched_across_cases(phone_of: Phones, field: str) -> None:
    li = phone_of("li")
    asked = json.dumps({field: {"contains": "陈女士"}})
    answer = li.client.get("/api/records/entries", query_string={"where": asked}, headers=li.phone.headers)
    assert answer.status_code == 422


def test_no_way_of_the_interface_leads_to_a_person(app: Flask) -> None:
    ways = {rule.rule for rule in app.url_map.iter_rules()}
    assert [way for way in ways if re.search(r"person|people|resident|petition|profile|track", way)] == []


def test_no_role_reads_parties_beyond_the_areas_it_works_in() -> None:
    # District roles look at matters; who is in them is read by those who mediate.
    relations = {
        (row.role, row.relation)
        for row in policy().grants
        if row.collection == "parties" and row.action == "read"
    }
    assert {relation for _, relation in relations} <= {"own", "assigned", "area"}
    assert {role for role, _ in relations} <= set(ROLES)
