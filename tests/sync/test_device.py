"""The reference phone: what it sends, when, and what it shows meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.device import Device, Rejected
from sync.ids import Ids, derived_id, uuid7
from sync.protocol import MAX_BODY_BYTES
from sync.reading import is_new_id
from sync.replica import NoAnswer, Phone
from tests.sync.domain import assignment_of
from tests.sync.station import Station

ANN = assignment_of("ann")


class Line:
    """The network between one phone and the station; ``bodies`` are the requests that went over it."""

    def __init__(self, station: Station, person: str, device: str) -> None:
        self.station = station
        self.person = person
        self.device = device
        self.bodies: list[dict[str, Any]] = []
        self.broken = False
        self.most_bytes = MAX_BODY_BYTES

    def __call__(self, body: bytes) -> bytes:
        self.bodies.append(json.loads(body))
        if self.broken:
            raise NoAnswer("no network")
        if len(body) > self.most_bytes:
            raise Rejected(413, "too_large")
        return self.station.ask(self.person, self.device, body)


@pytest.fixture
def station() -> Station:
    made = Station()
    made.hire("ann", ["a"])
    made.hire("bob", ["a"])
    return made


def phone(station: Station, person: str = "ann", device: str = "d1", number: int = 1) -> Device:
    """A phone that was online once."""

    def unions(collection: str) -> list[str]:
        return ["tags"] if collection == "case" else []

    made = Device(
        Line(station, person, device),
        Ids(lambda: 1_700_000_000_000, lambda bits: number << (bits - 4)),
        lambda: "2026-11-22T09:00:00+08:00",
        lambda _: 2,
        unions,
    )
    made.sync()
    return made


def line(device: Device) -> Line:
    sender = device._send
    assert isinstance(sender, Line)
    return sender


def new_case(device: Device, as_: str = ANN, **fields: Any) -> str:
    return device.save(as_, "case", {"grid": "a", "text": "漏水"} | fields)


def fields(device: Device, record: str) -> dict[str, Any]:
    shown = device.shown(record)
    assert shown is not None
    found: dict[str, Any] = shown["fields"]
    return found


def test_what_is_saved_is_shown_at_once_and_sent_later(station: Station) -> None:
    device = phone(station)
    line(device).broken = True
    case = new_case(device, tags={"add": ["wet"]})
    with pytest.raises(NoAnswer):
        device.sync()
    assert fields(device, case)["tags"] == ["wet"]
    line(device).broken = False
    log = device.sync()
    assert (log.requests, log.outcomes, log.changes) == (1, {"applied": 1}, 1)
    assert fields(device, case)["number"] == 1
    assert not device.phone.outbox


def test_one_round_trip_pushes_and_pulls(station: Station) -> None:
    ann, bob = phone(station), phone(station, "bob", "d2", 2)
    theirs = new_case(bob, assignment_of("bob"))
    bob.sync()
    new_case(ann)
    assert ann.sync().requests == 1
    assert ann.shown(theirs) is not None


def test_a_long_shift_goes_in_several_requests(station: Station) -> None:
    device = phone(station)
    cases = [new_case(device) for _ in range(450)]
    log = device.sync()
    sizes = [len(body["mutations"]) for body in line(device).bodies[1:]]
    assert sizes[:3] == [200, 200, 50]
    assert log.outcomes == {"applied": 450}
    assert len(device.phone.records) == len(cases)


def test_a_request_keeps_within_two_megabytes(station: Station) -> None:
    device = phone(station)
    for _ in range(200):
        new_case(device, assignee="字" * 3900)
    device.sync()
    assert all(
        len(json.dumps(body, ensure_ascii=False).encode()) < MAX_BODY_BYTES for body in line(device).bodies
    )
    assert not device.phone.outbox


def test_a_request_that_is_too_large_for_the_way_is_halved(station: Station) -> None:
    device = phone(station)
    for _ in range(40):
        new_case(device)
    line(device).most_bytes = 6_000
    device.sync()
    assert not device.phone.outbox
    assert len(station.store.data.records) == 40


def test_any_other_refusal_of_a_request_keeps_the_outbox(station: Station) -> None:
    device = phone(station)
    new_case(device)

    def away(_body: bytes) -> bytes:
        raise Rejected(426, "upgrade_required")

    device._send = away
    with pytest.raises(Rejected, match="upgrade_required"):
        device.sync()
    assert len(device.phone.outbox) == 1


def test_work_behind_a_retry_does_not_overtake_it(station: Station) -> None:
    device = phone(station)
    entry = device.save(ANN, "entry", {"kind": "note"}, root=uuid7(1, 1))
    device.save(ANN, "entry", {"text": "more"}, entry)
    case = new_case(device)
    log = device.sync()
    assert log.outcomes == {"retry": 2, "applied": 1}
    assert [each.retry for each in device.phone.outbox] == ["parent_missing", "waits"]
    assert [each.mutation["root"] for each in device.phone.outbox] == [uuid7(1, 1)] * 2
    assert case in device.phone.records


def conflict(station: Station) -> tuple[Device, Device, str]:
    """Bob was quicker: ann's severity is in conflict, her text is not."""
    ann, bob = phone(station), phone(station, "bob", "d2", 2)
    case = new_case(ann, severity="ordinary")
    ann.sync()
    bob.sync()
    bob.save(assignment_of("bob"), "case", {"severity": "minor"}, case)
    ann.save(ANN, "case", {"severity": "severe", "text": "new"}, case)
    bob.sync()
    ann.sync()
    return ann, bob, case


def test_a_conflict_is_offered_to_its_author_on_every_phone_of_theirs(station: Station) -> None:
    ann, bob, case = conflict(station)
    assert fields(ann, case)["severity"] == "minor"
    assert fields(ann, case)["text"] == "new"
    (open_,) = ann.needs_attention()
    assert ann.phone.records[open_].fields["conflicts"][0]["yours"] == "severe"
    assert phone(station, "ann", "d3", 3).needs_attention() == [open_]
    bob.sync()
    assert not bob.needs_attention()


def test_use_mine_sets_my_value_on_a_fresh_base(station: Station) -> None:
    ann, bob, case = conflict(station)
    (open_,) = ann.needs_attention()
    ann.settle(ANN, open_, "mine")
    assert fields(ann, case)["severity"] == "severe"
    assert ann.sync().outcomes == {"applied": 2}
    bob.sync()
    assert fields(bob, case)["severity"] == "severe"
    assert not ann.needs_attention()
    assert not ann.phone.attention


def test_keep_theirs_takes_it_off_the_list(station: Station) -> None:
    ann, _, case = conflict(station)
    other = phone(station, "ann", "d3", 3)
    (open_,) = ann.needs_attention()
    ann.settle(ANN, open_, "theirs")
    ann.sync()
    other.sync()
    assert not ann.needs_attention()
    assert not other.needs_attention()
    assert fields(ann, case)["severity"] == "minor"


def test_signing_out_destroys_what_was_synced_and_keeps_unsent_work(station: Station) -> None:
    device = phone(station)
    new_case(device)
    device.sync()
    unsent = new_case(device)
    device.sign_out()
    assert not device.phone.records
    assert not device.phone.cursors
    assert len(device.phone.outbox) == 1
    device.sync()
    assert unsent in station.store.data.records
    assert len(device.phone.records) == 2


def test_a_restore_is_filled_up_from_the_phones(station: Station) -> None:
    ann, bob = phone(station), phone(station, "bob", "d2", 2)
    backup = station.store.backup()
    case = new_case(ann)
    ann.sync()
    bob.sync()
    bob.save(assignment_of("bob"), "case", {"severity": "severe"}, case)
    bob.sync()
    station.store.restore(backup, "e2")
    for _ in range(2):
        bob.sync()
        ann.sync()
    assert not bob.phone.outbox
    assert fields(ann, case)["severity"] == "severe"
    assert fields(ann, case) == fields(bob, case)


def test_a_phone_goes_on_from_what_it_had_written_down(station: Station) -> None:
    ann, _, case = conflict(station)
    new_case(ann)
    written = json.dumps(ann.phone.to_json())
    again = Phone.from_json(json.loads(written))
    assert again == ann.phone
    assert case in again.records


def test_ids_rise_while_the_clock_stands_still_or_goes_back() -> None:
    times = iter([5, 5, 3, 4, 900, 1])
    ids = Ids(lambda: next(times), lambda bits: 2**bits - 1)
    made = [ids() for _ in range(6)]
    assert made == sorted(set(made))
    assert all(map(is_new_id, made))


def test_an_id_can_be_made_from_what_it_stands_for() -> None:
    made = derived_id(b"key", "attention", "p1", "m1")
    assert is_new_id(made)
    assert made == derived_id(b"key", "attention", "p1", "m1")
    assert made != derived_id(b"key", "attention", "p1m", "1")
    assert made != derived_id(b"another", "attention", "p1", "m1")
    assert is_new_id(uuid7(2**48 - 1, 2**74 - 1))
    assert is_new_id(uuid7(0, 0))
