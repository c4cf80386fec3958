"""What is over leaves the phones and stays readable online."""

from __future__ import annotations

from flask import Flask

from server.features.cases.jobs import old_cases_leave_phones
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import WORLD
from tests.server.records.conftest import Phones
from tests.server.records.helpers import Pusher

LEAK = {"area": WORLD.areas["east1"], "text": "3单元漏水"}
ANSWER = {
    "kind": "answer",
    "text": "修好了",
    "answer_channel": "phone",
    "answered_at": "2026-11-23T08:45:00+08:00",
}


def test_a_case_closed_a_month_ago_leaves_the_phones_with_its_records(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li = phone_of("li")
    closed, still_open = li.create("cases", LEAK), li.create("cases", LEAK)
    answer = li.create("entries", ANSWER, closed)
    li.sync()
    _housekeeping(app, clock, days=29)
    assert li.sync()["changes"] == []
    _housekeeping(app, clock, days=2)
    assert {c["record"] for c in li.sync()["changes"] if c.get("gone")} == {closed, answer}
    assert {c["record"] for c in li.sync(cursors={})["changes"]} >= {still_open}
    _housekeeping(app, clock, days=1)
    assert li.sync()["changes"] == []
    for phone in (li, phone_of("chen"), phone_of("he")):
        assert {record["record"] for record in phone.listed("cases")} == {closed, still_open}
        assert [record["record"] for record in phone.listed("entries")] == [answer]
    assert phone_of("zhao").listed("cases") == []


def test_a_reopened_case_stays(app: Flask, clock: FrozenClock, phone_of: Phones) -> None:
    li, chen = phone_of("li"), phone_of("chen")
    case = li.create("cases", LEAK)
    li.create("entries", ANSWER, case)
    chen.create("entries", {"kind": "step", "step": "reopen"}, case)
    _housekeeping(app, clock, days=40)
    assert case in {c["record"] for c in chen.sync(cursors={})["changes"]}


def test_somebody_who_held_nothing_is_told_of_nothing(
    app: Flask, clock: FrozenClock, phone_of: Phones, sign_in: SignInAs
) -> None:
    li = phone_of("li")
    case = li.create("cases", LEAK)
    li.create("entries", ANSWER, case)
    _housekeeping(app, clock, days=31)
    fresh = Pusher(li.client, sign_in("wang"), "wang")
    assert [c for c in fresh.sync()["changes"] if not c.get("gone")] == []


def _housekeeping(app: Flask, clock: FrozenClock, days: int) -> None:
    clock.forward(days=days)
    with app.app_context():
        old_cases_leave_phones()
