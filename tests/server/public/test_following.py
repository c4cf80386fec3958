"""With code and digits a resident follows their own matter: its course in steps, and nobody's name."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from server.public.codes import check_digit, is_code
from tests.server.conftest import FrozenClock
from tests.server.people import STAFF, WORLD
from tests.server.public.conftest import Resident, Residents, only_case, request_id
from tests.server.records.conftest import Phones

ANSWER = {
    "kind": "answer",
    "text": "疏通了,请您看看",
    "answer_channel": "phone",
    "answered_at": "2026-11-23T10:00:00+08:00",
}


def worked_on(one: Resident, phone_of: Phones) -> str:
    """A matter that was given to Li, visited, talked about, and answered by her; the case."""
    chen, li = phone_of("chen"), phone_of("li")
    case, _ = only_case(chen.listed("cases"))
    chen.edit("cases", case, {"assignee": WORLD.assignments["li"]}, chen.listed("cases")[0]["version"])
    li.create("entries", {"kind": "note", "text": "三楼的王先生说是四楼倒的油"}, case)
    li.create("entries", {"kind": "visit", "visit_result": "met", "spoke": ["王先生"]}, case)
    li.create("parties", {"name": "王先生", "phone": "13900000000"}, case)
    li.create("entries", ANSWER, case)
    return case


def test_a_resident_sees_received_taken_promised_and_answered_in_steps(
    clock: FrozenClock, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    told = one.report()["matter"]
    assert (told["state"], [step["kind"] for step in told["steps"]]) == ("received", ["received"])
    assert told["promised_by"] == "2026-11-26T18:00:00+08:00"
    clock.forward(minutes=20)
    chen = phone_of("chen")
    case, _ = only_case(chen.listed("cases"))
    chen.create("entries", {"kind": "step", "step": "accept"}, case)
    taken = one.matter()
    assert taken["state"] == "taken"
    assert taken["steps"][1] == {"kind": "taken", "at": "2026-11-23T09:20:00+08:00", "role": "grid_leader"}
    clock.forward(hours=1)
    chen.create("entries", ANSWER, case)
    answered = one.matter()
    assert answered["state"] == "answered"
    assert answered["promised_by"] is None
    assert answered["steps"][2]["text"] == "疏通了,请您看看"
    assert answered["not_solved_until"] == "2026-12-08"


def test_a_resident_never_sees_names_notes_visits_or_parties(resident: Residents, phone_of: Phones) -> None:
    one = resident()
    one.report(phone="13800138000")
    worked_on(one, phone_of)
    shown = one.look().text
    assert [step["kind"] for step in json.loads(shown)["steps"]] == ["received", "taken", "answered"]
    assert json.loads(shown)["steps"][1]["role"] == "patroller"
    hidden = ["王先生", "四楼", "139", "138", *(name for name, _, _ in STAFF.values()), *WORLD.ids.values()]
    assert [word for word in [*hidden, *WORLD.assignments.values()] if word in shown] == []


def test_another_code_wrong_digits_and_nonsense_are_one_answer(resident: Residents) -> None:
    mine, other = resident(), resident("198.51.100.3")
    mine.report()
    other.report()
    unknown = "1" * 15 + check_digit("1" * 15)
    tries = [
        mine.look(code=other.code),
        mine.look(digits="0000" if mine.digits != "0000" else "1111"),
        mine.look(code=unknown),
        mine.look(code="hello"),
        mine.look(digits=""),
    ]
    bodies = []
    for answer in tries:
        body = answer.get_json()
        body.pop("request_id")
        bodies.append((answer.status_code, body))
    assert bodies[0][0] == 404
    assert all(body == bodies[0] for body in bodies)
    posted = mine.client.post(
        f"/api/public/matters/{other.code}",
        json={"id": request_id(), "kind": "addition", "text": "一"},
        headers={"Matter-Digits": mine.digits},
    )
    assert (posted.status_code, posted.get_json()["code"]) == (404, "not_found")
    assert [step["kind"] for step in other.matter()["steps"]] == ["received"]


def test_an_address_that_guesses_waits_a_quarter_of_an_hour(clock: FrozenClock, resident: Residents) -> None:
    one, guesser = resident(), resident("198.51.100.3")
    one.report()
    for number in range(10):
        assert guesser.look(code=f"{number:016d}", digits="1234").status_code == 404
    locked = guesser.look(code=one.code, digits=one.digits)
    assert (locked.status_code, locked.get_json()["code"]) == (429, "too_many")
    assert 0 < int(locked.headers["Retry-After"]) <= 900
    assert one.look().status_code == 200
    clock.forward(minutes=15)
    assert guesser.look(code=one.code, digits=one.digits).status_code == 200


def test_the_digits_of_one_code_are_not_tried_out_from_many_addresses(
    clock: FrozenClock, resident: Residents
) -> None:
    one = resident()
    one.report()
    wrong = [f"{number:04d}" for number in range(10) if f"{number:04d}" != one.digits]
    for number in range(5):
        assert resident(f"198.51.100.{number}").look(one.code, wrong[number]).status_code == 404
    assert resident("198.51.100.9").look(one.code, one.digits).status_code == 429
    unknown = "1" * 15 + check_digit("1" * 15)
    answers = [resident(f"198.51.101.{number}").look(unknown, "0000").status_code for number in range(6)]
    assert answers == [404] * 5 + [429]
    clock.forward(hours=1)
    assert one.look().status_code == 200


def test_above_the_limit_of_all_whoever_failed_once_waits_and_holders_are_let_in(
    resident: Residents, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.public import throttle

    monkeypatch.setattr(throttle, "GUESSES_OF_ALL", throttle.Limit(6, throttle.GUESSES_OF_ALL.within))
    one = resident()
    one.report()
    for number in range(6):
        assert resident(f"198.51.100.{number}").look(f"{number:016d}", "1234").status_code == 404
    assert resident("198.51.100.0").look(f"{99:016d}", "1234").status_code == 429
    assert one.look().status_code == 200


def test_reports_from_one_address_are_limited_by_the_hour_and_a_repeat_is_not_one_more(
    clock: FrozenClock, resident: Residents, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.public import throttle
    from tests.server.public.conftest import report_of

    monkeypatch.setattr(throttle, "REPORTS", throttle.Limit(2, throttle.REPORTS.within))
    one = resident()
    bodies = [report_of() for _ in range(3)]
    for body in (bodies[0], bodies[0], bodies[1], bodies[1]):
        assert one.post("/api/public/matters", body).status_code == 201
    refused = one.post("/api/public/matters", bodies[2])
    assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many")
    assert resident("198.51.100.3").post("/api/public/matters", bodies[2]).status_code == 201
    clock.forward(hours=1)
    assert one.post("/api/public/matters", report_of()).status_code == 201


def test_additions_marks_and_not_solved_are_entries_that_staff_see(
    clock: FrozenClock, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    case = worked_on(one, phone_of)
    clock.forward(minutes=1)
    assert one.say("rating", mark=2).get_json()["mark"] == 2
    clock.forward(minutes=1)
    assert one.say("addition", text="昨天也堵").status_code == 200
    clock.forward(minutes=1)
    reopened = one.say("not_solved", text="又堵了").get_json()
    assert (reopened["state"], reopened["mark"], reopened["not_solved_until"]) == ("received", None, None)
    assert [step["kind"] for step in reopened["steps"][2:]] == ["answered", "rated", "added", "reopened"]
    chen = phone_of("chen")
    kinds = {row["fields"]["kind"] for row in chen.listed("entries")}
    assert kinds == {"note", "visit", "answer", "rating", "addition", "not_solved"}
    clock.forward(minutes=1)
    assert chen.show("cases", case)["status"] == "open"
    assert "case_reopened" in [row["fields"]["kind"] for row in chen.listed("alerts")]
    chen.create("entries", {**ANSWER, "text": "这回真好了"}, case)
    assert one.matter()["steps"][-1]["text"] == "这回真好了"
    assert [row["fields"]["kind"] for row in chen.listed("entries")].count("answer") == 2


def test_saying_the_same_twice_is_once(resident: Residents, phone_of: Phones) -> None:
    one = resident()
    one.report()
    body = {"id": request_id(), "kind": "addition", "text": "昨天也堵"}
    path, digits = f"/api/public/matters/{one.code}", {"Matter-Digits": one.digits}
    first, again = one.post(path, body, **digits), one.post(path, body, **digits)
    assert [answer.status_code for answer in (first, again)] == [200, 200]
    assert len(phone_of("chen").listed("entries")) == 1
    other = one.post(path, {**body, "text": "别的"}, **digits)
    assert (other.status_code, other.get_json()["code"]) == (409, "mutation_reused")


@pytest.mark.parametrize(("days", "status"), [(15, 200), (16, 409)])
def test_not_solved_after_the_districts_days_is_refused_in_words(
    app: Flask, clock: FrozenClock, resident: Residents, phone_of: Phones, days: int, status: int
) -> None:
    one = resident()
    one.report()
    case = worked_on(one, phone_of)
    clock.forward(days=days)
    assert (one.matter()["not_solved_until"] is None) is (status == 409)
    answer = one.say("not_solved")
    assert answer.status_code == status
    if status == 409:
        assert answer.get_json()["code"] == "too_late"
        assert "15 days" in answer.get_json()["detail"]
        assert phone_of("chen").show("cases", case)["status"] == "closed"
        assert phone_of("chen").listed("attention") == []


def test_a_case_that_has_left_the_phones_comes_back_when_it_is_not_solved(
    app: Flask, clock: FrozenClock, resident: Residents, phone_of: Phones
) -> None:
    from sqlalchemy import insert

    from server.db import writing
    from server.district.tables import rule
    from server.features.cases.jobs import old_cases_leave_phones
    from server.installation import directory_changed
    from tests.server.people import BEGAN

    one = resident()
    one.report()
    case = worked_on(one, phone_of)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        row = {"id": case, "code": "case_reopen", "conditions": "{}", "value": '{"days": 60}'}
        connection.execute(insert(rule).values(**row, example=False, valid_from=BEGAN))
        directory_changed(connection)
    clock.forward(days=40)
    with app.app_context():
        old_cases_leave_phones()
    li = phone_of("li")
    assert case not in {line["record"] for line in li.sync()["changes"] if not line.get("gone")}
    assert one.say("not_solved", text="又堵了").status_code == 200
    held = {line["record"] for line in li.sync()["changes"] if not line.get("gone")}
    assert case in held
    assert len(held & {row["record"] for row in li.listed("entries")}) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "note", "text": "一"},
        {"kind": "answer", "text": "一"},
        {"kind": "addition"},
        {"kind": "addition", "text": " "},
        {"kind": "rating"},
        {"kind": "rating", "mark": 6},
        {"kind": "rating", "mark": True},
        {"kind": "addition", "text": "一", "mark": 3},
        {"kind": "addition", "text": "一", "author": "me"},
    ],
)
def test_what_a_guest_may_not_say_is_422(resident: Residents, wrong: dict[str, object]) -> None:
    one = resident()
    one.report()
    body = {"id": request_id(), **wrong}
    answer = one.post(f"/api/public/matters/{one.code}", body, **{"Matter-Digits": one.digits})
    assert answer.status_code == 422, answer.text


def test_a_code_tells_a_slip_of_the_finger_by_itself(resident: Residents) -> None:
    code = resident().report()["code"]
    assert is_code(code)
    for place in range(16):
        slipped = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
        assert not is_code(slipped)


def test_no_log_has_a_code(resident: Residents, capsys: pytest.CaptureFixture[str]) -> None:
    one = resident()
    one.report()
    one.look()
    one.say("addition", text="昨天也堵")
    said = "".join(capsys.readouterr())
    assert "/api/public/matters/<code>" in said
    assert one.code not in said
