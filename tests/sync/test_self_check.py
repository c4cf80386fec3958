"""A phone that does not hold what it should finds out, says so, and is made whole again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sync.device import Device
from sync.ids import Ids
from sync.memory import Place
from tests.sync.domain import assignment_of
from tests.sync.station import Station

BOB = assignment_of("bob", "leader")


class Phone(Device):
    """Bob's, leading grids a and b; `asked` and `answers` are what went over the line."""

    def __init__(self, station: Station, limit: int = 1000) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []

        def carry(body: bytes) -> bytes:
            answer = station.ask("bob", "d1", body)
            self.asked.append(json.loads(body))
            self.answers.append(json.loads(answer))
            return answer

        super().__init__(
            carry,
            Ids(lambda: 1_700_000_000_000, lambda bits: 1 << (bits - 4)),
            lambda: "2026-11-22T09:00:00+08:00",
            lambda _: 2,
            limit=limit,
        )

    def case(self, grid: str = "a") -> str:
        return self.save(BOB, "case", {"grid": grid, "text": "漏水"})


@pytest.fixture
def station() -> Station:
    made = Station()
    made.hire("bob", ["a", "b"], "leader")
    return made


@pytest.fixture
def phone(station: Station) -> Phone:
    made = Phone(station)
    made.sync()
    return made


def stream(station: Station, key: str = "grid:a") -> str:
    return station.store.data.streams[key].name


def whole(station: Station, phone: Device) -> bool:
    expected = {
        id_: (record.version, {stream(station, key) for key in record.streams})
        for id_, record in station.store.data.records.items()
    }
    return {id_: (held.version, held.streams) for id_, held in phone.phone.records.items()} == expected


def five(station: Station, phone: Phone) -> list[str]:
    made = [phone.case("b" if number == 4 else "a") for number in range(5)]
    log = phone.sync()
    assert (log.requests, log.mismatched) == (1, [])
    assert whole(station, phone)
    return made


def test_the_first_sync_asks_for_all_digests_and_the_next_does_not(station: Station, phone: Phone) -> None:
    five(station, phone)
    assert [request.get("check") for request in phone.asked] == [True, None]
    phone.case()
    phone.sync()
    assert list(phone.answers[-1]["digests"]) == [stream(station)]
    phone.check()
    phone.sync()
    assert set(phone.answers[-1]["digests"]) == {stream(station), stream(station, "grid:b")}


def test_a_reading_in_pages_is_checked_in_all_streams_at_its_end(station: Station, phone: Phone) -> None:
    five(station, phone)
    other = Phone(station, limit=2)
    other.sync()
    assert [answer["more"] for answer in other.answers] == [True, True, False]
    assert [len(answer.get("digests", ())) for answer in other.answers] == [0, 0, 2]


def test_a_record_that_was_lost_on_the_phone_is_found_and_comes_back(station: Station, phone: Phone) -> None:
    lost, changed, *_ = five(station, phone)
    del phone.phone.records[lost]
    phone.save(BOB, "case", {"severity": "severe"}, changed)
    log = phone.sync()
    assert log.mismatched == [(stream(station), "found")]
    assert log.requests == 2
    assert phone.asked[-1]["mismatched"] == {stream(station): "found"}
    assert whole(station, phone)
    assert phone.phone.mismatched() == {}


def test_a_loss_in_a_stream_where_nothing_happens_is_found_by_the_daily_check(
    station: Station, phone: Phone
) -> None:
    *_, lost = five(station, phone)
    del phone.phone.records[lost]
    assert phone.sync().mismatched == []
    phone.check()
    assert phone.sync().mismatched == [(stream(station, "grid:b"), "found")]
    assert whole(station, phone)


def test_an_old_version_and_a_record_too_many_are_put_right(station: Station, phone: Phone) -> None:
    old, odd, *_ = five(station, phone)
    phone.save(BOB, "case", {"severity": "severe"}, old)
    phone.sync()
    held = phone.phone.records
    held[old].version = 1
    held["never"] = type(held[odd])("case", "never", 3, "e1", {}, {stream(station)})
    phone.check()
    phone.sync()
    assert whole(station, phone)


def test_everything_stays_visible_while_a_stream_is_read_afresh(station: Station, phone: Phone) -> None:
    made = five(station, phone)
    small = Phone(station, limit=1)
    small.sync()
    del small.phone.records[made[0]]
    shown: list[int] = []
    carry = small._send

    def watch(body: bytes) -> bytes:
        shown.append(len(small.phone.records))
        return carry(body)

    small._send = watch
    small.check()
    small.sync()
    assert len(shown) > 2
    assert min(shown) == 4
    assert whole(station, small)


def test_what_the_server_itself_has_wrong_is_said_once_and_waits(station: Station, phone: Phone) -> None:
    made = five(station, phone)
    station.store.data.streams["grid:a"].lines.pop(made[0])
    late = Phone(station)
    assert late.sync().mismatched == [(stream(station), "found"), (stream(station), "stays")]
    assert len(late.asked) == 2
    for _ in range(3):
        late.check()
        assert late.sync().mismatched == []
        assert late.asked[-1]["mismatched"] == {stream(station): "stays"}
    assert len(late.asked) == 5


def test_after_a_day_it_is_tried_again_and_what_was_put_right_meanwhile_is_over(
    station: Station, phone: Phone
) -> None:
    made = five(station, phone)
    lines = station.store.data.streams["grid:a"].lines
    taken: Place = lines.pop(made[0])
    late = Phone(station)
    late.sync()
    lines[made[0]] = taken
    station.now += timedelta(hours=24)
    late.check()
    assert late.sync().mismatched == [(stream(station), "found")]
    assert whole(station, late)
    assert late.phone.mismatched() == {}


def test_a_change_without_a_line_of_its_own_is_found(station: Station, phone: Phone) -> None:
    """A server that wrote a record and took no position for it would leave its phones behind."""
    made = five(station, phone)
    data = station.store.data
    record = data.records[made[0]]
    data.records[made[0]] = type(record)(
        record.id,
        record.collection,
        record.root,
        record.version + 1,
        record.fields,
        record.stamps,
        record.author,
        record.person,
        record.streams,
    )
    late = Phone(station)
    late.sync()
    assert late.phone.mismatched() == {stream(station): "stays"}


def test_a_restore_and_a_new_scope_are_no_difference(station: Station, phone: Phone) -> None:
    five(station, phone)
    backup = station.store.backup()
    phone.case()
    phone.sync()
    station.hire("bob", ["a"], "leader")
    phone.check()
    assert phone.sync().mismatched == []
    station.hire("bob", ["a", "b"], "leader")
    phone.check()
    assert phone.sync().mismatched == []
    station.store.restore(backup, "e2")
    assert phone.sync().mismatched == []
    assert whole(station, phone)


def test_what_differs_is_written_down_with_the_rest(station: Station, phone: Phone) -> None:
    made = five(station, phone)
    station.store.data.streams["grid:a"].lines.pop(made[0])
    late = Phone(station)
    late.sync()
    state = json.loads(json.dumps(late.phone.to_json()))
    assert type(late.phone).from_json(state).mismatched() == {stream(station): "stays"}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_is_committed_while_somebody_reads_in_pages_is_no_difference(
    station: Station, phone: Phone, limit: int
) -> None:
    """Edited, moved and made between one page and the next: the digests are of the last page's snapshot."""
    made = five(station, phone)
    small = Phone(station, limit)
    carry = small._send
    new = "0193a1b2-0063-7000-8000-000000000099"
    changes: list[dict[str, Any]] = [
        {"record": made[0], "base": 1, "fields": {"text": "edited"}},
        {"record": made[1], "base": 1, "fields": {"grid": "b"}},
        {"record": made[4], "base": 1, "fields": {"grid": "a"}},
        {"record": new, "fields": {"grid": "a", "text": "made"}},
    ]

    def disturbed(body: bytes) -> bytes:
        answer = carry(body)
        if changes:
            id_ = f"0193a1b2-006d-7000-8000-{len(changes):012x}"
            pushed = station.push("bob", "d2", [{"id": id_, "collection": "case"} | changes.pop(0)])
            assert pushed["receipts"][0]["outcome"] == "applied"
        return answer

    small._send = disturbed
    for _ in range(5):  # also what came after the last page
        small.check()
        assert small.sync().mismatched == []
    assert not changes
    assert whole(station, small)
