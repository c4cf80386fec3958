"""Policy: every role × collection × action × relation, tried by a real push against what the table says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from server.auth.scope import GRID_ROLES, LEADING_ROLES
from server.auth.scope import ROLES as ASSIGNABLE
from server.records import registry
from server.records.policy import ACTIONS, GUEST, ROLES, Policy, Relation, grant, policy
from sync.engine import push
from sync.protocol import Actor, Assignment, Fields, Scope
from tests.features.world import World
from tests.server.people import WORLD

EAST1 = WORLD.areas["east1"]
BASIS: dict[str, Fields] = {
    "cases": {"area": EAST1, "text": "3单元漏水"},
    "patrols": {"area": EAST1, "kind": "daily"},
    "inspections": {"place": WORLD.ids["li"], "result": "fine"},
    "parties": {"name": "甲"},
    "entries": {"kind": "note", "text": "一"},
    "reporters": {"phone": "13800000000"},
    "attachments": {"parent": WORLD.ids["li"], "blob": "0" * 64},
    "handovers": {"area": EAST1, "of_collection": "cases", "of_record": WORLD.ids["li"], "content": {}},
    "alerts": {"person": WORLD.ids["wang"], "kind": "case_opened"},
    "attention": {"person": WORLD.ids["wang"], "kind": "refused"},
    "areas": {"code": "1", "name": "东1", "level": "grid"},
    "assignments": {"person": WORLD.ids["li"], "person_name": "李", "role": "patroller", "area": EAST1},
    "places": {"code": "1", "name": "一", "area": EAST1},
    "stations": {"code": "1", "name": "一", "area": EAST1},
    "checklists": {
        "code": "1",
        "edition": 1,
        "duty_class": "gas",
        "name": {"zh-CN": "燃气"},
        "questions": [],
    },
}
"""What a record of each collection needs."""

ANSWER = {
    "kind": "answer",
    "text": "好了",
    "answer_channel": "phone",
    "answered_at": "2026-11-23T08:45:00+08:00",
}
EDITS: dict[str, Fields] = {
    "cases": {"text": "又漏了"},
    "patrols": {"reason": "巡查"},
    "inspections": {"text": "一"},
    "parties": {"name": "乙"},
    "entries": {"text": "二"},
    "reporters": {"name": "丙"},
    "attachments": {"kind": "voice"},
    "handovers": {"word": "我来办"},
    "alerts": {"seen_at": "2026-11-23T08:45:00+08:00"},
    "attention": {"settled": "theirs"},
}
WORK = sorted(EDITS)
RELATIONS: tuple[Relation, ...] = ("own", "assigned", "area")
"""`district` is what everything in the district has: it is tried with each of the others."""


def situations() -> Iterator[tuple[str, str, str]]:
    """(collection, action, relation) that can be tried by a push."""
    for name in WORK:
        found = registry.collections()[name]
        personal = found.audience == "person"
        for relation in ("own",) if personal else RELATIONS:
            if relation == "assigned" and found.roots != ("cases",) and name != "cases":
                continue
            yield name, "edit", relation
            yield name, "void", relation
            for act in found.acts.values():
                yield name, act, relation
            if found.roots:
                yield name, "create", relation
            for act in found.beginnings.values():
                yield name, act, relation
        if not found.roots and not personal:
            yield name, "create", "area"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: str) -> None:
    wrong = []
    for collection, action, relation in situations():
        allowed = bool(policy().relations(role, collection, action) & {relation, "district"})
        if _may(policy(), role, collection, action, relation) is not allowed:
            wrong.append((collection, action, relation, allowed))
    assert wrong == []


@pytest.mark.parametrize(("collection", "action", "relation"), sorted(set(situations())))
def test_one_row_of_the_table_is_what_allows_it(collection: str, action: str, relation: str) -> None:
    none = Policy([])
    assert not _may(none, "patroller", collection, action, relation)
    for row in RELATIONS:
        only = Policy(grant("patroller", collection, action, row))
        assert _may(only, "patroller", collection, action, relation) is (row == relation)
        assert not _may(only, "grid_leader", collection, action, relation)


@pytest.mark.parametrize("collection", sorted(set(BASIS) - set(WORK)))
@pytest.mark.parametrize("role", ROLES)
def test_what_load_writes_is_written_by_nobody_else(role: str, collection: str) -> None:
    world = World()
    record = world.system(collection, BASIS[collection])
    new = world.mutation("li", collection, {"void": True})
    old = world.mutation("li", collection, {"void": True}, record, base=1)
    assert [receipt.outcome for receipt in world.push("li", new, role=role)] == ["refused"]
    assert [receipt.outcome for receipt in world.push("li", old, role=role)] != ["applied"]
    assert "void" not in world.fields(record)


def test_every_role_and_collection_of_the_table_is_known() -> None:
    assert set(ROLES) == ASSIGNABLE
    for row in policy().grants:
        assert row.role in (*ROLES, GUEST)
        assert (row.role == GUEST) is (row.relation == "held")
        assert row.collection in registry.collections()
        assert row.action in ACTIONS


def test_a_phone_holds_exactly_what_its_role_may_read() -> None:
    """The streams of a scope and the table's read rows say the same."""
    for role in ROLES:
        for name, collection in registry.collections().items():
            reads = policy().relations(role, name, "read")
            if collection.audience == "person":
                assert reads == {"own"}
            elif collection.audience in ("leaders", "handlers"):
                assert ("area" in reads) is (role in LEADING_ROLES)
                assert ("own" in reads) is (role in GRID_ROLES)
            elif collection.audience in ("grid", "assignment"):
                assert ("area" in reads) is (role in GRID_ROLES), (role, name)


def _may(table: Policy, role: str, collection: str, action: str, relation: str) -> bool:
    """Whether Li, in this role, may do it to a record that has exactly this relation to her."""
    world = World(table=table)
    found = registry.collections()[collection]
    root = world.system(found.roots[0], BASIS[found.roots[0]]) if found.roots else None
    record = None
    if action != "create" and action not in found.beginnings.values():
        record = world.system(collection, BASIS[collection], root=root)
    if relation == "own" and (target := record or root):
        _make_hers(world, target)
    if relation == "assigned" and (case := root or record):
        world.system("cases", {"assignee": WORLD.assignments["li"]}, case)
    mutation = world.mutation(
        "li",
        collection,
        _fields(collection, action),
        record,
        root,
        world.record(record).version if record else 0,
    )
    # She sees the grid; whether it lies inside her assignment's area is what the relation says.
    grids = frozenset([EAST1]) if relation == "area" else frozenset[str]()
    held = Assignment(WORLD.assignments["li"], WORLD.ids["li"], role, WORLD.areas["east"], grids)
    there = [f"grid:{EAST1}", f"leaders:{EAST1}"]
    streams = frozenset([*there, f"person:{WORLD.ids['li']}", f"person:{WORLD.ids['wang']}"])
    actor = Actor(held.person, "a phone", Scope(1, streams, {held.id: held}))
    bugs: list[BaseException] = []
    (receipt,) = push(
        world.store, world.domain, actor, [mutation], world.now, b"key", lambda _, bug: bugs.append(bug)
    )
    assert not bugs
    assert receipt.outcome == "applied" or receipt.code == "not_allowed", receipt
    return receipt.outcome == "applied"


def _fields(collection: str, action: str) -> Fields:
    special: dict[str, Fields] = {
        "create": BASIS[collection],
        "edit": EDITS[collection],
        "void": {"void": True, "void_reason": "写错了"},
        "assign": {"assignee": WORLD.assignments["wang"]},
        "move": {"area": WORLD.areas["east2"]},
        "answer": ANSWER,
        "reopen": {"kind": "step", "step": "reopen"},
        "respond": {"kind": "addition", "text": "还在漏"},
    }
    return special[action]


def _make_hers(world: World, id: str) -> None:
    record = world.record(id)
    if registry.collections()[record.collection].audience == "person":
        world.system(record.collection, {"person": WORLD.ids["li"]}, id)
    else:
        world.store.data.records[id] = replace(record, person=WORLD.ids["li"])
