"""What people enter travels through `/api/sync`, on both databases."""

from __future__ import annotations

import gzip
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.db import reading, writing
from server.installation import begin_epoch
from server.records import models
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.overhearing import overhearing
from tests.server.people import WORLD
from tests.server.records.conftest import Phones
from tests.server.records.helpers import Pusher

EAST1 = WORLD.areas["east1"]
LEAK = {"area": EAST1, "text": "3单元漏水 🌊"}
NOTE = {"kind": "note", "text": "联系了物业。"}


def test_a_case_reaches_the_leader_with_what_the_house_added(phone_of: Phones) -> None:
    li, chen = phone_of("li"), phone_of("chen")
    case = li.create("cases", LEAK)
    (change,) = [change for change in chen.sync()["changes"] if change["collection"] == "cases"]
    assert (change["record"], change["root"], change["version"]) == (case, case, 1)
    fields = change["fields"]
    assert fields["text"] == LEAK["text"]
    assert (fields["number"], fields["status"]) == ("东社区〔2026〕00001", "open")
    assert fields["due_at"] == "2026-11-26T18:00:00+08:00"
    assert (fields["author"], fields["made_at"]) == (WORLD.assignments["li"], "2026-11-23T08:50:00+08:00")
    assert fields["received_at"] == "2026-11-23T09:00:00.000+08:00"
    assert chen.sync()["changes"] == []


def test_the_same_push_twice_is_one_case(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    mutation = li.mutation("cases", LEAK)
    (first,), (again,) = li.push(mutation), li.push(mutation)
    assert again == {**first, "repeated": True}
    with reading(app.extensions["gridwalk.engine"]) as connection:
        assert connection.execute(select(func.count()).select_from(models.receipt)).scalar() == 1


def test_one_bad_mutation_stops_no_other(phone_of: Phones) -> None:
    li = phone_of("li")
    good, bad = li.mutation("cases", LEAK), li.mutation("cases", {**LEAK, "people_count": "2"})
    late = li.mutation("entries", NOTE, root=good["record"])
    receipts = li.push(bad, good, {"id": 5}, "what", late)
    assert [receipt["outcome"] for receipt in receipts] == [
        "refused", "applied", "refused", "refused", "applied",
    ]  # fmt: skip
    assert set(receipts[0]["errors"]) == {"people_count"}
    assert receipts[2]["mutation"] is None


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"a\\u0000"', "NaN", "1e999", "9007199254740993", "1" * 5000, '{"a": 1}']
)
def test_what_cannot_be_kept_spoils_only_its_own_mutation(
    client: FlaskClient, phone_of: Phones, text: str
) -> None:
    li = phone_of("li")
    good, bad = li.mutation("cases", LEAK), li.mutation("cases", {**LEAK, "text": "@"})
    body = {
        "protocol": 1,
        "epoch": li.phone.epoch,
        "scope": li.phone.scope,
        "mutations": [bad, good],
        "cursors": {},
    }
    answer = client.post(
        "/api/sync",
        data=json.dumps(body).replace('"@"', text),
        headers=li.phone.headers,
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.text
    assert [receipt["outcome"] for receipt in answer.get_json()["receipts"]] == ["refused", "applied"]
    kept = client.get(f"/api/mutations/{bad['id']}", headers=li.phone.headers)
    assert kept.status_code == 200
    assert li.listed("attention", where='{"code": "invalid"}')


def test_two_who_change_the_same_field_are_both_kept(phone_of: Phones) -> None:
    li, wang = phone_of("li"), phone_of("wang")
    case = li.create("cases", LEAK)
    assert wang.edit("cases", case, {"severity": "minor"}, 1)["outcome"] == "applied"
    receipt = li.edit("cases", case, {"severity": "severe", "address": "3单元"}, 1)
    assert receipt["outcome"] == "conflict"
    (conflict,) = receipt["conflicts"]
    assert (conflict["field"], conflict["yours"], conflict["theirs"]) == ("severity", "severe", "minor")
    fields = li.show("cases", case)
    assert (fields["severity"], fields["address"]) == ("minor", "3单元")
    (attention,) = [c for c in li.sync(cursors={})["changes"] if c["collection"] == "attention"]
    assert attention["fields"]["conflicts"] == [conflict]
    assert (
        li.edit("attention", attention["record"], {"settled": "theirs"}, attention["version"])["outcome"]
        == "applied"
    )


def test_a_kept_mutation_is_for_its_author_and_their_leaders(client: FlaskClient, phone_of: Phones) -> None:
    li = phone_of("li")
    bad = li.mutation("cases", {**LEAK, "kind": "cats"})
    li.push(bad)
    for login, status in (
        ("li", 200), ("chen", 200), ("liu", 200),
        ("wang", 404), ("sun", 404), ("ma", 404), ("he", 404), ("tian", 404),
    ):  # fmt: skip
        answer = client.get(f"/api/mutations/{bad['id']}", headers=phone_of(login).phone.headers)
        assert answer.status_code == status, login
        if status == 200:
            found = answer.get_json()
            assert found["body"] == bad
            assert (found["receipt"]["outcome"], found["receipt"]["code"]) == ("refused", "invalid")
            assert found["kept_until"].startswith("2027-02-21")


def test_absent_and_foreign_mutations_look_alike(client: FlaskClient, phone_of: Phones) -> None:
    li, zhou = phone_of("li"), phone_of("zhou")
    bad = li.mutation("cases", {**LEAK, "kind": "cats"})
    li.push(bad)
    answers = [
        client.get(f"/api/mutations/{id}", headers=zhou.phone.headers)
        for id in (bad["id"], WORLD.ids["li"], "x", "é" * 40)
    ]
    bodies = [{**answer.get_json(), "request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert bodies == [bodies[0]] * 4


def test_a_kept_mutation_is_kept_for_90_days(
    client: FlaskClient, clock: FrozenClock, phone_of: Phones
) -> None:
    li = phone_of("li")
    bad = li.mutation("cases", {**LEAK, "kind": "cats"})
    li.push(bad)
    clock.forward(days=89)
    assert client.get(f"/api/mutations/{bad['id']}", headers=li.phone.headers).status_code == 200
    clock.forward(days=2)
    assert client.get(f"/api/mutations/{bad['id']}", headers=li.phone.headers).status_code == 404


def test_after_a_restore_phones_are_asked_for_what_they_sent(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    mutation = li.mutation("cases", LEAK)
    li.push(mutation)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(models.receipt.delete())
        connection.execute(models.line.delete())
        connection.execute(models.stream.delete())
        connection.execute(models.record.delete())
        epoch = begin_epoch(connection, app.extensions["gridwalk.clock"].now())
    answer = li.sync()
    assert (answer["epoch"], answer["changes"], answer["more"]) == (epoch, [], True)
    li.cursors.clear()
    answer = li.sync(mutation, epoch=epoch)
    assert answer["receipts"][0]["outcome"] == "applied"
    assert [change["record"] for change in answer["changes"] if change["collection"] == "cases"] == [
        mutation["record"]
    ]


def test_a_push_may_come_packed(client: FlaskClient, phone_of: Phones) -> None:
    li = phone_of("li")
    body = {"protocol": 1, "epoch": None, "scope": None, "mutations": [li.mutation("cases", LEAK)]}
    answer = client.post(
        "/api/sync",
        data=gzip.compress(json.dumps(body).encode()),
        headers={**li.phone.headers, "Content-Encoding": "gzip", "Accept-Encoding": "gzip"},
        content_type="application/json",
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    found = json.loads(gzip.decompress(answer.data))
    assert found["receipts"][0]["outcome"] == "applied"
    assert found["streams"]


BAD: list[tuple[bytes, int, str]] = [
    (b"", 400, "bad_json"),
    (b"{", 400, "bad_json"),
    (b"\xef\xbb\xbf{}", 400, "bad_json"),
    (b"\xff", 400, "bad_json"),
    (b"[]", 400, "not_an_object"),
    (b'{"protocol": 1, "protocol": 1}', 400, "duplicate_key"),
    (b"[" * 100_000, 400, "too_deep"),
    (b'{"mutations": []}', 400, "no_protocol"),
    (b'{"protocol": 2}', 426, "upgrade_required"),
    (b'{"protocol": 1, "mutation": []}', 422, "unknown_keys"),
    (b'{"protocol": 1, "limit": 0}', 422, "invalid"),
    (b'{"protocol": 1, "limit": 1001}', 422, "invalid"),
    (b'{"protocol": 1, "limit": "5"}', 422, "invalid"),
    (b'{"protocol": 1, "cursors": {"s1": 1.5}}', 422, "invalid"),
    (b'{"protocol": 1, "mutations": {}}', 422, "invalid"),
    (b'{"protocol": 1, "mutations": [' + b",".join([b"1"] * 201) + b"]}", 413, "too_many_mutations"),
    (b" " * 2_000_001, 413, "too_large"),
]


def test_a_request_that_cannot_be_read_is_the_callers_fault(client: FlaskClient, phone_of: Phones) -> None:
    li = phone_of("li")
    for body, status, code in BAD:
        answer = client.post(
            "/api/sync", data=body, headers=li.phone.headers, content_type="application/json"
        )
        assert (answer.status_code, answer.get_json()["code"]) == (status, code), body[:40]
        assert answer.mimetype == "application/problem+json"
    assert client.post("/api/sync", data="{}", headers=li.phone.headers).status_code == 415
    assert client.post("/api/sync", json={"protocol": 1}).status_code == 401


def test_odd_cursors_and_streams_of_others_are_ignored(phone_of: Phones) -> None:
    li, sun = phone_of("li"), phone_of("sun")
    li.create("cases", LEAK)
    answer = sun.sync(cursors={"s1": 0, "s2": 0, "s3": 0, "nonsense": 5})
    assert answer["changes"] == []


def test_a_revoked_device_delivers_nothing(
    app: Flask, client: FlaskClient, phone_of: Phones, sign_in: SignInAs
) -> None:
    li, other = phone_of("li"), sign_in("li")
    client.delete(f"/api/devices/{li.phone.device}", headers=other.headers)
    answer = client.post("/api/sync", json={"protocol": 1}, headers=li.phone.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "device_revoked")


def test_a_sync_with_nothing_new_asks_little(app: Flask, phone_of: Phones) -> None:
    """However many streams: the session, the installation, all streams' positions."""
    li = phone_of("li")
    li.create("cases", LEAK)
    li.sync()
    with overhearing(app.extensions["gridwalk.engine"]) as talk:
        li.sync()
    assert len(talk.statements) <= 3
    assert talk.round_trips <= 3


def test_one_change_asks_little(app: Flask, phone_of: Phones) -> None:
    """The figures may fall, never rise: every round trip is a fifth of a millisecond for every phone.

    PostgreSQL: who asks; locks and what was before; writing and the streams' locks; positions and commit;
    the streams; their lines; the end.
    """
    li = phone_of("li")
    case = li.create("cases", LEAK)
    li.sync()
    with overhearing(app.extensions["gridwalk.engine"]) as talk:
        li.sync(li.mutation("entries", NOTE, root=case))
    assert len(talk.statements) <= 16
    assert talk.round_trips <= 7


def test_schema_and_policy_are_told_to_who_is_signed_in(client: FlaskClient, phone_of: Phones) -> None:
    headers = phone_of("li").phone.headers
    assert client.get("/api/schema").status_code == client.get("/api/policy").status_code == 401
    schema = client.get("/api/schema", headers=headers).get_json()
    cases = schema["collections"]["cases"]
    assert (cases["schema"], cases["root"]) == (1, "cases")
    assert cases["fields"]["text"] == {
        "type": "text", "required": True, "rule": "ask", "max_length": 4000,
    }  # fmt: skip
    assert cases["fields"]["status"]["rule"] == "server"
    assert schema["collections"]["entries"]["root"] == "cases"
    assert cases["steps"]["reopen"] == {"from": ["closed"], "to": "open"}
    assert (schema["limits"]["mutations"], schema["limits"]["attachments"]) == (200, 20)
    policy = client.get("/api/policy", headers=headers).get_json()
    assert {
        "role": "patroller", "collection": "cases", "action": "create", "relation": "area",
    } in policy  # fmt: skip


def test_a_moved_case_is_gone_for_one_grid_and_whole_for_the_other(phone_of: Phones) -> None:
    li, zhao, liu = phone_of("li"), phone_of("zhao"), phone_of("liu")
    case = li.create("cases", LEAK)
    entry = li.create("entries", NOTE, root=case)
    li.sync()
    zhao.sync()
    assert liu.edit("cases", case, {"area": WORLD.areas["east2"]}, 2)["outcome"] == "applied"
    assert _changed(li) == {case: True, entry: True}
    assert _changed(zhao) == {case: False, entry: False}


def _changed(phone: Pusher) -> dict[str, bool]:
    return {change["record"]: bool(change.get("gone")) for change in phone.sync()["changes"]}
