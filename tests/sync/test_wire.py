"""Reading requests strictly, writing answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import errors
from sync.protocol import Answer, Conflict, Line, Receipt, Request
from sync.reading import is_time, read_mutation
from sync.strict import keepable
from sync.wire import read_request, write_answer

GOOD: dict[str, Any] = {
    "protocol": 1,
    "epoch": None,
    "phone_time": "2026-11-22T09:00:00+08:00",
    "scope": None,
    "mutations": [],
    "cursors": {},
    "limit": 1000,
}


def body(**changed: Any) -> bytes:
    return json.dumps(GOOD | changed).encode()


def with_mutation(text: str) -> bytes:
    """A request whose one mutation is this JSON text, as it is."""
    return body(mutations=["HERE"]).replace(b'"HERE"', text.encode("utf-8", "surrogatepass"))


def refused(data: bytes) -> errors.SyncError:
    with pytest.raises(errors.SyncError) as caught:
        read_request(data)
    return caught.value


def test_a_whole_request_is_read() -> None:
    request = read_request(
        body(epoch="e1", scope=4, cursors={"s1": 7, "s2": -3}, limit=5, mutations=[{"a": 1}])
    )
    assert request == Request("e1", GOOD["phone_time"], 4, [{"a": 1}], {"s1": 7, "s2": -3}, 5, plain=True)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"<html>", 400, "bad_json"),
        (b"\xff\xfe{}", 400, "bad_json"),
        (b"\xef\xbb\xbf" + body(), 400, "bad_json"),
        (body() + b"x", 400, "bad_json"),
        (b'{"protocol": 1, "protocol": 1}', 400, "duplicate_key"),
        (body(mutations=["X"]).replace(b'"X"', b'{"a": {"b": 1, "b": 1}}'), 400, "duplicate_key"),
        (b'{"protocol": 1, "prot\\u006fcol": 1}', 400, "duplicate_key"),
        (b"[]", 400, "not_an_object"),
        (b"null", 400, "not_an_object"),
        (b"{}", 400, "no_protocol"),
        (body(protocol="1"), 400, "no_protocol"),
        (body(protocol=True), 400, "no_protocol"),
        (body(protocol=1.0), 400, "no_protocol"),
        (body(protocol=2, new_key=1), 426, "upgrade_required"),
        (body(protocol=0), 426, "upgrade_required"),
        (body(more=1), 422, "unknown_keys"),
        (body(limit=0), 422, "invalid"),
        (body(limit=1001), 422, "invalid"),
        (body(limit=True), 422, "invalid"),
        (body(limit=10.0), 422, "invalid"),
        (body(limit="10"), 422, "invalid"),
        (body(scope=-1), 422, "invalid"),
        (body(scope="1"), 422, "invalid"),
        (body(epoch=1), 422, "invalid"),
        (body(epoch="e" * 101), 422, "invalid"),
        (body(phone_time=5), 422, "invalid"),
        (body(mutations={}), 422, "invalid"),
        (body(mutations=None), 422, "invalid"),
        (body(cursors=[]), 422, "invalid"),
        (body(cursors={"s1": "7"}), 422, "invalid"),
        (body(cursors={"s1": True}), 422, "invalid"),
        (body(cursors={"s1": 2**53}), 422, "invalid"),
        (body(cursors={"s\ud800": 1}), 422, "invalid"),
        (body(limit=float("nan")), 422, "invalid"),
        (body(check=1), 422, "invalid"),
        (body(check=None), 422, "invalid"),
        (body(mismatched=["s1"]), 422, "invalid"),
        (body(mismatched={"s1": "gone"}), 422, "invalid"),
        (body(mismatched={"s1": ["found"]}), 422, "invalid"),
        (body(mismatched={"s" * 101: "found"}), 422, "invalid"),
        (body(mutations=[{}] * 201), 413, "too_many_mutations"),
        (body(mutations=["x" * 2_000_000]), 413, "too_large"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_whole(data: bytes, status: int, code: str) -> None:
    error = refused(data)
    assert (error.status, error.code) == (status, code)
    json.dumps(error.errors, allow_nan=False).encode()


def test_a_phone_may_ask_for_a_check_and_say_what_differs() -> None:
    plain = read_request(body())
    assert (plain.check, plain.mismatched) == (False, {})
    request = read_request(body(check=True, mismatched={"s1": "found", "s2": "stays"}))
    assert (request.check, request.mismatched) == (True, {"s1": "found", "s2": "stays"})


def test_200_mutations_are_read() -> None:
    assert len(read_request(body(mutations=[{}] * 200)).mutations) == 200


@pytest.mark.parametrize("phone_time", [None, "", "yesterday", "1970-01-01T00:00:00Z"])
def test_a_phone_s_wrong_clock_stops_nothing(phone_time: str | None) -> None:
    assert read_request(body(phone_time=phone_time)).phone_time == phone_time


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def test_32_levels_are_read() -> None:
    """The request, its list of mutations, and 30 more."""
    read_request(with_mutation(nested(30)))
    read_request(with_mutation('{"a":' * 29 + "{}" + "}" * 29))


@pytest.mark.parametrize("levels", [31, 900, 100_000])
def test_more_levels_refuse_the_request(levels: int) -> None:
    assert refused(with_mutation(nested(levels))).code == "too_deep"
    assert refused(with_mutation('{"a":' * levels + "1" + "}" * levels)).code == "too_deep"


@pytest.mark.parametrize(
    "odd",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "9007199254740992",
        "-9007199254740992",
        "9" * 30,
        "9" * 5000,
        '"\\u0000"',
        '"a\\ud800b"',
        '"\\uDFFF"',
        '{"\\ud83d": 1}',
        '[[{"a": "\\u0000"}]]',
        '{"a\\u0000": 1}',
    ],
)
@pytest.mark.parametrize("where", ["value", "inside", "at"])
def test_what_no_database_can_keep_spoils_only_its_mutation(odd: str, where: str) -> None:
    good = whole()
    bad = json.dumps(whole())
    if where == "value":
        bad = bad.replace('"漏水"', odd).replace(json.dumps("漏水"), odd)
    elif where == "inside":
        bad = bad.replace(json.dumps("漏水"), f'{{"a": [1, {odd}]}}')
    else:
        bad = bad.replace(json.dumps(good["at"]), odd)
    request = read_request(body(mutations=[good, "HERE", good]).replace(b'"HERE"', bad.encode()))
    reads = [read_mutation(raw, request.plain) for raw in request.mutations]
    assert [read.mutation is None for read in reads] == [False, True, False]
    assert list(reads[1].errors) == ["at" if where == "at" else "text"]
    assert reads[1].id == good["id"]
    kept = keepable(request.mutations[1])
    assert kept.isascii()
    json.loads(kept, parse_constant=pytest.fail)


def whole() -> dict[str, Any]:
    id_ = "0193a1b2-0063-7000-8000-000000000001"
    return {
        "id": id_,
        "collection": "case",
        "record": id_,
        "root": id_,
        "base": 0,
        "epoch": "e1",
        "fields": {"text": "漏水", "n": 2**53 - 1},
        "at": "2026-11-22T09:00:00+08:00",
        "as": id_,
        "scope": 1,
        "schema": 1,
    }


@pytest.mark.parametrize("plain", [True, False])
def test_a_whole_mutation_is_read(plain: bool) -> None:
    read = read_mutation(whole(), plain)
    assert read.mutation is not None
    assert (read.mutation.id, read.mutation.as_, read.errors) == (whole()["id"], whole()["as"], {})


def test_letters_of_all_the_world_are_fine() -> None:
    mutation = whole()
    mutation["fields"] = {"text": "漏水 👷🏽‍♀️ é ﬁ \u2028 \x7f \t\n", "emoji": {"👍": ["🚒"]}}
    for ascii_only in (True, False):
        data = json.dumps(GOOD | {"mutations": [mutation]}, ensure_ascii=ascii_only).encode()
        request = read_request(data)
        read = read_mutation(request.mutations[0], request.plain)
        assert read.mutation is not None
        assert read.mutation.fields == mutation["fields"]


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-22T09:41:00+08:00",
        "2026-11-22T09:41:00.123456789-03:30",
        "2026-11-22T01:41:00Z",
        "2024-02-29T00:00:00-00:00",
        "1970-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00-14:00",
    ],
)
def test_real_times_are_times(at: str) -> None:
    assert is_time(at)


@pytest.mark.parametrize(
    "at",
    [
        None,
        5,
        "",
        "2026-11-22",
        "2026-11-22T09:41:00",
        "2026-11-22 09:41:00+08:00",
        "2026-11-22T09:41+08:00",
        "2026-11-22T09:41:00+0800",
        "2026-11-22T09:41:00+08",
        "2026-11-22T09:41:00+08:00\n",
        "2026-11-22T24:00:00+08:00",
        "2026-11-22T09:60:00+08:00",
        "2026-11-22T09:41:60+08:00",
        "2026-11-22T09:41:00+24:00",
        "2026-11-22T09:41:00+08:60",
        "2026-11-22T09:41:00.+08:00",
        "2026-13-01T09:41:00+08:00",
        "2026-02-29T09:41:00+08:00",
        "2026-W47-7T09:41:00+08:00",
        "+2026-11-22T09:41:00+08:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "２０２６-11-22T09:41:00+08:00",
        "2026-11-22T09:41:00 08:00",
    ],
)
def test_what_only_looks_like_a_time_is_none(at: object) -> None:
    assert not is_time(at)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_no_raw_mutation_stops_the_reading(raw: object) -> None:
    for wrong in (raw, {"id": raw}, whole() | {"base": raw}, whole() | {"fields": {"x": raw}}):
        read = read_mutation(wrong, plain=False)
        assert (read.mutation is None) == bool(read.errors)
        keepable(wrong).encode("ascii")


@given(st.binary(max_size=60))
def test_no_bytes_stop_the_reading(data: bytes) -> None:
    for tried in (data, with_mutation("1").replace(b"[1]", b"[" + data + b"]")):
        try:
            request = read_request(tried)
        except errors.SyncError:
            continue
        for raw in request.mutations:
            read_mutation(raw, request.plain)


def answer(**changed: Any) -> Any:
    given: dict[str, Any] = {
        "epoch": "e1",
        "server_time": "2026-11-22T01:00:00.000+00:00",
        "backed_up": None,
        "receipts": [],
        "scope": 3,
        "streams": None,
        "lines": [],
        "cursors": {},
        "more": False,
    }
    return json.loads(write_answer(Answer(**(given | changed))))


def test_an_answer_says_no_more_than_it_must() -> None:
    assert answer() == {
        "protocol": 1,
        "epoch": "e1",
        "server_time": "2026-11-22T01:00:00.000+00:00",
        "backed_up": None,
        "receipts": [],
        "scope": 3,
        "changes": [],
        "cursors": {},
        "more": False,
    }


def test_streams_come_when_there_are_any_to_tell() -> None:
    assert answer(streams=[])["streams"] == []
    told = answer(streams=["s1"], restarted=["s2"], cursors={"s1": -5}, more=True)
    assert (told["streams"], told["restarted"], told["cursors"], told["more"]) == (
        ["s1"],
        ["s2"],
        {"s1": -5},
        True,
    )


def test_digests_come_when_there_are_any_to_tell() -> None:
    assert answer(digests={"s1": (3, 2**48 - 1)})["digests"] == {"s1": [3, 2**48 - 1]}


def test_fields_are_written_as_they_stand_in_the_database() -> None:
    fields = '{ "text" :"漏水\\n", "number": 1e2 }'
    data = write_answer(
        Answer("e", "t", None, [], 1, None, [Line("s1", 4, "r1", "cases", "r0", False, 7, fields)], {}, False)
    )
    assert fields.encode() in data
    assert json.loads(data)["changes"] == [
        {
            "streams": {"s1": 4},
            "collection": "cases",
            "record": "r1",
            "root": "r0",
            "version": 7,
            "fields": {"text": "漏水\n", "number": 100.0},
        }
    ]


def test_a_record_in_several_streams_is_one_change() -> None:
    lines = [
        Line("s1", 4, "r1", "cases", "r1", False, 7, "{}"),
        Line("s1", 5, "r2", "cases", "r2", True),
        Line("s2", 9, "r1", "cases", "r1", False, 7, "{}"),
        Line("s2", 10, "r2", "cases", "r2", False, 3, "{}"),
        Line("s3", 2, "r2", "cases", "r2", True),
    ]
    changes = answer(lines=lines)["changes"]
    assert [(each["record"], each["streams"], each.get("gone", False)) for each in changes] == [
        ("r1", {"s1": 4, "s2": 9}, False),
        ("r2", {"s1": 5, "s3": 2}, True),
        ("r2", {"s2": 10}, False),
    ]
    assert changes[1] == {"streams": {"s1": 5, "s3": 2}, "collection": "cases", "record": "r2", "gone": True}


def test_receipts_say_what_there_is_to_say() -> None:
    conflict = Conflict("severity", "severe", None, None, None)
    receipts = [
        Receipt("m1", "applied", 4),
        Receipt("m2", "applied", 4, repeated=True, voided=True, late_scope=True),
        Receipt("m3", "conflict", 5, conflicts=[conflict]),
        Receipt(None, "refused", code="invalid", detail="字", errors={"id": ["x"]}),
        Receipt("m5", "retry", code="internal", detail="d"),
    ]
    assert answer(receipts=receipts)["receipts"] == [
        {"mutation": "m1", "outcome": "applied", "version": 4, "repeated": False},
        {
            "mutation": "m2",
            "outcome": "applied",
            "version": 4,
            "repeated": True,
            "voided": True,
            "late_scope": True,
        },
        {
            "mutation": "m3",
            "outcome": "conflict",
            "version": 5,
            "repeated": False,
            "conflicts": [
                {"field": "severity", "yours": "severe", "theirs": None, "author": None, "at": None}
            ],
        },
        {
            "mutation": None,
            "outcome": "refused",
            "repeated": False,
            "code": "invalid",
            "detail": "字",
            "errors": {"id": ["x"]},
        },
        {"mutation": "m5", "outcome": "retry", "repeated": False, "code": "internal", "detail": "d"},
    ]
