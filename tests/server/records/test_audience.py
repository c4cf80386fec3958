"""People and matters that move: what phones keep, lose and still deliver. On both databases, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from server.auth.spans import directory_change
from server.auth.tables import assignment
from server.db import reading, writing
from server.features.cases.jobs import old_cases_leave_phones
from server.ids import new_id
from server.records import models
from tests.server.conftest import FrozenClock
from tests.server.people import BEGAN, WORLD
from tests.server.records.conftest import Phones
from tests.server.records.device import HttpDevice

EAST1, EAST2, WEST1 = (WORLD.areas[name] for name in ("east1", "east2", "west1"))
LEAK = {"area": EAST1, "text": "3单元漏水"}
NOTE = {"kind": "note", "text": "联系了物业。"}
ANSWER = {
    "kind": "answer",
    "text": "修好了",
    "answer_channel": "phone",
    "answered_at": "2026-11-23T08:45:00+08:00",
}


def reassign(app: Flask, clock: FrozenClock, login: str, **changed: Any) -> None:
    """The same assignment, with another area or role from now on."""
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        mine = assignment.c.id == WORLD.assignments[login]
        connection.execute(update(assignment).where(mine).values(**changed))


def replace(app: Flask, clock: FrozenClock, login: str, role: str, area: str) -> str:
    """Another assignment in the place of the one they had; its id."""
    made = new_id()
    values = {"id": made, "person_id": WORLD.ids[login], "role": role, "area_id": area, "valid_from": BEGAN}
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        mine = assignment.c.id == WORLD.assignments[login]
        connection.execute(update(assignment).where(mine).values(valid_to=BEGAN))
        connection.execute(insert(assignment).values(**values))
    return made


def stored(app: Flask, record: str) -> Any:
    """The record as the server has it, whoever may see it: version, streams, fields; or None."""
    table = models.record
    wanted = select(table.c.version, table.c.streams, table.c.fields).where(table.c.id == record)
    with reading(app.extensions["gridwalk.engine"]) as connection:
        return connection.execute(wanted).one_or_none()


def healthy(*phones: HttpDevice) -> None:
    """Everybody syncs, compares everything, and finds it right."""
    for phone in phones:
        phone.check()
        phone.sync()
        assert phone.phone.mismatched() == {}


def test_a_patroller_who_was_moved_while_offline_delivers_and_works_on_elsewhere(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li, wang, zhou = (HttpDevice(phone_of(login)) for login in ("li", "wang", "zhou"))
    case = li.make("cases", LEAK)
    there = zhou.make("cases", {**LEAK, "area": WEST1})
    for phone in (li, wang, zhou):
        phone.sync()
    made, note = li.make("cases", {**LEAK, "text": "offline"}), li.make("entries", NOTE, root=case)
    child = li.make("entries", NOTE, root=made)
    photo = li.make("attachments", {"parent": note, "kind": "photo", "blob": "a" * 64}, root=case)
    li.make("attachments", {"parent": note, "kind": "signature", "blob": "b" * 64}, root=case)
    li.make("cases", {"text": "changed offline"}, case)
    reassign(app, clock, "li", area_id=WEST1)
    clock.forward(hours=71)
    li.sync()
    assert li.outcomes() == [*["applied"] * 4, *["refused scope_changed"] * 2]
    assert li.held("cases") == {there}
    assert li.held("entries") == set()
    assert set(li.phone.cursors) <= set(li.phone.streams or ())
    assert len(li.needs_attention()) == 2
    wang.sync()
    assert wang.held("cases") == {case, made}
    assert wang.held("entries") == {note, child}
    assert wang.held("attachments") == {photo}
    assert all(wang.phone.records[id_].fields["late_scope"] for id_ in (made, note, child, photo))
    assert wang.phone.records[case].fields["text"] == LEAK["text"]
    here = li.make("cases", {**LEAK, "area": WEST1})
    li.sync()
    zhou.sync()
    assert zhou.held("cases") == {there, here}
    assert "late_scope" not in zhou.phone.records[here].fields
    healthy(li, wang, zhou)


def test_what_a_moved_patroller_delivers_after_three_days_is_refused_and_kept(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li = HttpDevice(phone_of("li"))
    case = li.make("cases", LEAK)
    li.sync()
    made, note = li.make("cases", LEAK), li.make("entries", NOTE, root=case)
    reassign(app, clock, "li", area_id=WEST1)
    clock.forward(hours=73)
    li.sync()
    assert li.outcomes() == ["refused not_allowed", "retry parent_missing"]
    assert stored(app, made) is None
    assert stored(app, note) is None
    assert [each.mutation["record"] for each in li.phone.outbox] == [note]
    assert len(li.needs_attention()) == 1


def test_a_case_that_moves_brings_records_older_than_its_new_holders_cursor(
    app: Flask, phone_of: Phones
) -> None:
    li, zhao, liu = (HttpDevice(phone_of(login)) for login in ("li", "zhao", "liu"))
    case = li.make("cases", LEAK)
    entries = {li.make("entries", {**NOTE, "text": f"{number}"}, root=case) for number in range(3)}
    li.sync()
    theirs = {zhao.make("cases", {**LEAK, "area": EAST2, "text": f"{number}"}) for number in range(9)}
    for phone in (zhao, li, liu):
        phone.sync()
    assert zhao.held("cases") == theirs
    offline = li.make("entries", NOTE, root=case)
    liu.make("cases", {"area": EAST2}, case)
    liu.sync()
    zhao.sync()
    assert zhao.held("cases") == {*theirs, case}
    assert zhao.held("entries") == entries
    li.sync()
    assert li.outcomes() == ["retry parent_missing"]
    assert (li.held("cases"), li.held("entries")) == (set(), set())
    assert [(each.mutation["record"], each.retry) for each in li.phone.outbox] == [
        (offline, "parent_missing")
    ]
    added = zhao.make("entries", NOTE, root=case)
    zhao.sync()
    liu.sync()
    assert liu.held("entries") == {*entries, added}
    liu.make("cases", {"area": EAST1}, case)
    liu.sync()
    li.sync()
    assert li.phone.outbox == []
    li.sync()
    assert li.held("entries") == {*entries, added, offline}
    healthy(li, zhao, liu)


@pytest.mark.parametrize("anew", [False, True], ids=["the same assignment", "another assignment"])
def test_a_role_that_is_lowered_in_mid_session_may_less_at_the_next_request(
    app: Flask, clock: FrozenClock, phone_of: Phones, anew: bool
) -> None:
    li, chen = HttpDevice(phone_of("li")), HttpDevice(phone_of("chen"))
    case = li.make("cases", LEAK)
    li.sync()
    chen.sync()
    assert case in chen.held("cases")
    note = chen.make("entries", NOTE, root=case)
    chen.make("cases", {"assignee": WORLD.assignments["li"]}, case)
    held = WORLD.assignments["chen"]
    if anew:
        held = replace(app, clock, "chen", "patroller", EAST1)
    else:
        reassign(app, clock, "chen", role="patroller")
    chen.sync()
    assert chen.outcomes() == ["applied", "refused scope_changed" if anew else "refused not_allowed"]
    fields = stored(app, note)
    assert fields is not None
    assert "assignee" not in stored(app, case).fields
    chen.save(held, "cases", {"assignee": WORLD.assignments["li"]}, case)
    chen.save(held, "cases", {"text": "as a patroller"}, case)
    chen.sync()
    assert chen.outcomes() == ["refused not_allowed", "applied"]
    assert chen.phone.records[note].fields.get("late_scope") is (True if anew else None)
    assert not any(name.startswith("leaders:") for name in streams_of(app, chen))
    healthy(li, chen)


def streams_of(app: Flask, phone: HttpDevice) -> set[str]:
    """Keys of the streams that a phone was told it may read."""
    wanted = select(models.stream.c.id, models.stream.c.key)
    with reading(app.extensions["gridwalk.engine"]) as connection:
        keys = {f"s{row.id}": row.key for row in connection.execute(wanted)}
    return {keys[name] for name in phone.phone.streams or ()}


def test_who_has_no_assignment_any_more_reads_only_what_is_their_own_and_still_delivers(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li = HttpDevice(phone_of("li"))
    case = li.make("cases", LEAK)
    li.sync()
    made = li.make("cases", {**LEAK, "text": "offline"})
    reassign(app, clock, "li", valid_to=BEGAN)
    li.sync()
    assert li.outcomes() == ["applied"]
    assert li.held("cases") == set()
    assert stored(app, made) is not None
    assert stored(app, case) is not None
    assert streams_of(app, li) <= {f"person:{WORLD.ids['li']}", "district"}


def test_a_record_that_is_voided_while_another_phone_adds_to_it_keeps_all_of_it(
    app: Flask, phone_of: Phones
) -> None:
    li, wang = HttpDevice(phone_of("li")), HttpDevice(phone_of("wang"))
    case = li.make("cases", LEAK)
    li.sync()
    wang.sync()
    note = wang.make("entries", NOTE, root=case)
    wang.make("cases", {"address": "3单元"}, case)
    li.make("cases", {"void": True, "void_reason": "重复"}, case)
    li.sync()
    wang.sync()
    assert [(r["outcome"], r["voided"]) for r in wang.answers[-1]["receipts"]] == [("applied", True)] * 2
    li.sync()
    for phone in (li, wang):
        assert phone.held("entries") == {note}
        fields = phone.phone.records[case].fields
        assert (fields["void"], fields["void_reason"], fields["address"]) == (True, "重复", "3单元")
    healthy(li, wang)


def test_a_case_closed_for_thirty_days_leaves_the_phones_and_their_offline_work_waits(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li, wang = HttpDevice(phone_of("li")), HttpDevice(phone_of("wang"))
    case, other = li.make("cases", LEAK), li.make("cases", LEAK)
    li.make("entries", ANSWER, root=case)
    for phone in (li, wang):
        phone.sync()
    note, late = wang.make("entries", NOTE, root=case), wang.make("cases", LEAK)
    clock.forward(days=31)
    with app.app_context():
        old_cases_leave_phones()
    wang.sync()
    assert wang.outcomes() == ["retry parent_missing", "applied"]
    assert wang.held("cases") == {other, late}
    assert wang.held("entries") == set()
    assert [(each.mutation["record"], each.retry) for each in wang.phone.outbox] == [(note, "parent_missing")]
    li.sync()
    assert li.held("cases") == {other, late}
    assert {record["record"] for record in li.pusher.listed("cases")} == {case, other, late}
    new = HttpDevice(phone_of("chen"))
    new.sync()
    assert new.held("cases") == {other, late}
    healthy(li, wang, new)
