"""A hand-over at the station, on both databases: it is for its leaders and its author alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.features.handovers.jobs import old_handovers_leave_phones
from tests.server.conftest import FrozenClock
from tests.server.people import WORLD
from tests.server.records.conftest import Phones
from tests.server.records.helpers import new_id

EAST1 = WORLD.areas["east1"]
CONTENT = {"kind": "note", "text": "楼上还在漏", "position": {"lat": 22.7, "lon": 113.9}}


def handed(**more: Any) -> dict[str, Any]:
    return {"area": EAST1, "of_collection": "entries", "of_record": new_id(), "content": CONTENT, **more}


def pulled(phone: Any) -> set[str]:
    return {change["record"] for change in phone.sync()["changes"]}


def test_leaders_and_the_author_pull_and_list_it_and_nobody_else_does(phone_of: Phones) -> None:
    author = phone_of("li")
    handover = author.create("handovers", handed())
    photo = author.create("attachments", {"parent": handover, "blob": "0" * 64}, root=handover)
    seen: dict[str, tuple[bool, bool, bool]] = {}
    for login in ("li", "wang", "zhao", "tian", "ma", "he", "sun", "chen", "liu"):
        phone = phone_of(login)
        listed = [row["record"] for row in phone.listed("attachments")]
        answer = phone.client.get("/api/records/handovers", headers=phone.phone.headers)
        rows = answer.get_json()["records"] if answer.status_code == 200 else []
        here = handover in pulled(phone)
        seen[login] = (here, photo in listed, handover in [row["record"] for row in rows])
    assert {login for login, found in seen.items() if any(found)} == {"li", "chen", "liu"}
    assert all(all(seen[login]) for login in ("li", "chen", "liu"))


@pytest.mark.parametrize("login", ["wang", "ma", "he"])
def test_who_may_read_every_photo_of_a_grid_or_the_district_does_not_read_those_of_a_handover(
    phone_of: Phones, login: str
) -> None:
    author = phone_of("li")
    case = author.create("cases", {"area": EAST1, "text": "漏水"})
    there = author.create("attachments", {"parent": case, "blob": "0" * 64}, root=case)
    handover = author.create("handovers", handed())
    author.create("attachments", {"parent": handover, "blob": "1" * 64}, root=handover)
    assert [row["record"] for row in phone_of(login).listed("attachments")] == [there]


def test_it_goes_out_and_comes_back_settled_with_everything_that_was_in_it(phone_of: Phones) -> None:
    author, leader = phone_of("li"), phone_of("chen")
    handover = author.create("handovers", handed(code="case_closed", note="请看看"))
    change = next(one for one in leader.sync()["changes"] if one["record"] == handover)
    assert change["fields"]["content"] == CONTENT
    receipt = leader.edit("handovers", handover, {"outcome": "closed", "word": "知道了"}, change["version"])
    assert receipt["outcome"] == "applied"
    back = {one["record"]: one["fields"] for one in author.sync()["changes"] if not one.get("gone")}
    assert (back[handover]["outcome"], back[handover]["word"]) == ("closed", "知道了")
    [alert] = [fields for fields in back.values() if fields.get("kind") == "handover_settled"]
    assert alert["handover"] == handover


def test_each_field_of_a_conflict_is_settled_by_itself(phone_of: Phones) -> None:
    first, later = phone_of("li"), phone_of("wang")
    case = first.create("cases", {"area": EAST1, "text": "漏水"})
    later.sync()
    first.edit("cases", case, {"severity": "minor", "address": "一楼"}, 1)
    receipt = later.edit("cases", case, {"severity": "severe", "address": "二楼"}, 1)
    assert receipt["outcome"] == "conflict"
    [attention] = later.listed("attention")
    part = {"field": "severity", "how": "mine"}
    done = later.edit(
        "attention", attention["record"], {"fields_settled": {"add": [part]}}, attention["version"]
    )
    assert done["outcome"] == "applied"
    shown = later.show("attention", attention["record"])
    assert shown["fields_settled"] == [part]
    assert "settled" not in shown


def test_one_settled_a_month_ago_leaves_the_phones_with_its_photos_and_an_open_one_stays(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    author, leader = phone_of("li"), phone_of("chen")
    settled, waiting = author.create("handovers", handed()), author.create("handovers", handed())
    photo = author.create("attachments", {"parent": settled, "blob": "0" * 64}, root=settled)
    leader.sync()
    leader.edit("handovers", settled, {"outcome": "closed", "word": "知道了"}, 1)
    leader.sync()
    for days, left in ((29, set[str]()), (2, {settled, photo})):
        clock.forward(days=days)
        with app.app_context():
            old_handovers_leave_phones()
        assert {one["record"] for one in leader.sync()["changes"] if one.get("gone")} == left
    assert waiting in pulled(phone_of("chen"))
