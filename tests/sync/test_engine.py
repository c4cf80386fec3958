"""What holds for every push and pull, beside the vectors."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sync import engine
from sync.memory import MemoryStore, MemoryTransaction
from sync.protocol import ATTENTION, Mutation, Record
from sync.store import Batch, Effects, Event, Need, SystemWrite
from tests.sync.domain import House
from tests.sync.station import Station, named


def case(number: int, mutation: int = 0, **fields: Any) -> dict[str, Any]:
    record = named(f"c{number}")
    body = {"grid": "a", "text": "漏水"} | fields
    return {"id": named(f"m{mutation or number}"), "collection": "case", "record": record, "fields": body}


def entry(number: int, root: int, **fields: Any) -> dict[str, Any]:
    body = {"kind": "note"} | fields
    return {
        "id": named(f"n{number}"),
        "collection": "entry",
        "record": named(f"e{number}"),
        "root": named(f"c{root}"),
        "fields": body,
    }


@pytest.fixture
def station() -> Station:
    made = Station()
    made.hire("p1", ["a"])
    made.hire("leader", ["a", "b"], "leader")
    return made


def test_a_larger_batch_asks_the_database_no_more_often(station: Station) -> None:
    station.push("p1", "d1", [case(1), entry(1, 1)])
    few = station.store.statements
    station.push("p1", "d1", [case(n) for n in range(2, 102)] + [entry(n, n) for n in range(2, 102)])
    assert station.store.statements == few


def test_a_batch_that_moves_many_roots_asks_for_their_families_once(station: Station) -> None:
    station.push("p1", "d1", [case(n) for n in range(1, 51)] + [entry(n, n) for n in range(1, 51)])
    moves = [case(n, 100 + n) | {"base": 2, "fields": {"grid": "b"}} for n in range(1, 51)]
    station.push("leader", "d2", moves[:1])
    few = station.store.statements
    answer = station.push("leader", "d2", moves[1:])
    assert {each["outcome"] for each in answer["receipts"]} == {"applied"}
    assert station.store.statements == few
    assert {record.streams for record in station.store.data.records.values()} == {frozenset({"grid:b"})}


def test_what_was_not_declared_is_asked_for_by_starting_again(station: Station) -> None:
    station.house.declares = False
    answer = station.push("p1", "d1", [case(1), case(2), case(3, grid="a")])
    assert [each["outcome"] for each in answer["receipts"]] == ["applied"] * 3
    numbers = [station.store.data.records[named(f"c{n}")].fields["number"] for n in (1, 2, 3)]
    assert numbers == [1, 2, 3]


def test_a_declared_record_is_locked_by_its_root(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    station.push("p1", "d1", [case(1), entry(1, 1)])
    locked: list[set[str]] = []
    lock = MemoryTransaction.lock

    def watched(self: MemoryTransaction, keys: list[str]) -> None:
        locked.append(set(keys))
        assert keys == sorted(keys, key=lambda key: (":" in key, key)), "roots in order, then counters"
        lock(self, keys)

    monkeypatch.setattr(MemoryTransaction, "lock", watched)
    monkeypatch.setattr(House, "touches", lambda *_: (frozenset({named("e1")}), frozenset()))
    station.push("p1", "d1", [case(2)])
    assert named("c1") in locked[-1]


def test_the_same_request_twice_at_once_has_one_effect(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one waits for the locks; what it reads after that is what the first one committed."""
    request = [case(1)]
    lock = MemoryTransaction.lock
    first: list[Any] = []

    def slow(self: MemoryTransaction, keys: list[str]) -> None:
        if not first:
            first.append(None)
            first[0] = station.push("p1", "d1", request)
        lock(self, keys)

    monkeypatch.setattr(MemoryTransaction, "lock", slow)
    second = station.push("p1", "d1", request)
    assert first[0]["receipts"][0]["repeated"] is False
    assert second["receipts"][0]["repeated"] is True
    assert station.store.data.records[named("c1")].version == 1


def test_a_need_that_brings_nothing_new_is_a_bug_in_its_rule(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def needy(_self: House, event: Event, _effects: Effects) -> None:
        raise Need(records=[event.after.id])

    monkeypatch.setattr(House, "follow", needy)
    answer = station.push("p1", "d1", [case(1)])
    assert answer["receipts"][0]["code"] == "internal"
    assert station.bugs == [named("m1")]


def test_a_rule_that_cannot_say_what_it_touches_holds_up_only_its_mutation(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    touches = House.touches

    def broken(self: House, mutation: Mutation) -> Any:
        if mutation.id == named("m1"):
            raise ValueError("a bug")
        return touches(self, mutation)

    monkeypatch.setattr(House, "touches", broken)
    answer = station.push("p1", "d1", [case(1), case(2)])
    assert [each["outcome"] for each in answer["receipts"]] == ["retry", "applied"]
    assert station.bugs == [named("m1")]


def test_half_a_rule_leaves_no_trace(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had already done is undone with it: the number goes to the next."""

    def breaks_off(_self: House, event: Event, effects: Effects) -> None:
        effects.set(event.after.id, {"number": effects.number("case:a"), "status": "open"})
        effects.create("place", named("p1"), named("p1"), {"grid": "a"})
        if event.mutation.id == named("m1"):
            raise ValueError("a bug")

    monkeypatch.setattr(House, "follow", breaks_off)
    station.push("p1", "d1", [case(1), case(2)])
    data = station.store.data
    assert named("c1") not in data.records
    assert data.records[named("c2")].fields["number"] == 1
    assert data.records[named("p1")].author == "system"


def test_an_exception_in_the_store_writes_nothing_and_is_raised(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: MemoryTransaction, _batch: Batch) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(MemoryTransaction, "write", full)
    with pytest.raises(OSError, match="disk full"):
        station.push("p1", "d1", [case(1)])
    assert not station.store.data.records
    assert not station.store.data.receipts


def test_an_attention_record_comes_with_what_caused_it_or_not_at_all(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[Batch] = []
    write = MemoryTransaction.write

    def watched(self: MemoryTransaction, batch: Batch) -> None:
        batches.append(batch)
        write(self, batch)

    monkeypatch.setattr(MemoryTransaction, "write", watched)
    station.push("p1", "d1", [case(1, text=5)])
    (batch,) = batches
    assert [record.collection for record in batch.created] == [ATTENTION]
    assert (len(batch.receipts), len(batch.kept)) == (1, 1)


def test_attention_has_the_same_id_after_a_restore(station: Station) -> None:
    """So that a resend does not show it twice."""
    backup = station.store.backup()
    station.push("p1", "d1", [case(1, text=5)])
    before = set(station.store.data.records)
    station.store.restore(backup, "e2")
    station.push("p1", "d1", [case(1, text=5) | {"epoch": "e1"}])
    assert set(station.store.data.records) == before


def test_receipts_hold_nobody_s_values(station: Station) -> None:
    station.push("p1", "d1", [case(1, severity="SECRET-1"), case(2, text=["SECRET-2"])])
    station.push("leader", "d2", [case(1, 3) | {"base": 1, "fields": {"severity": "SECRET-3"}}])
    station.push("p1", "d9", [case(1, 4) | {"base": 1, "fields": {"severity": "SECRET-4"}}])
    outcomes = [each.outcome for each in station.store.data.receipts.values()]
    assert outcomes == ["applied", "refused", "applied", "conflict"]
    assert "SECRET" not in repr(list(station.store.data.receipts.values()))


def test_kept_bodies_are_word_for_word(station: Station) -> None:
    mutation = station.whole("p1", case(1, text=["三", {"x": 0.1}]))
    station.push("p1", "d1", [mutation])
    (kept,) = station.store.data.kept.values()
    assert json.loads(kept.body) == mutation
    assert (kept.person, kept.mutation, kept.code, kept.area) == ("p1", mutation["id"], "invalid", "area")


def test_a_record_tells_who_made_it_and_when(station: Station) -> None:
    mutation = station.whole("p1", case(1))
    station.push("p1", "d1", [mutation])
    record = station.store.data.records[named("c1")]
    assert (record.author, record.person) == (mutation["as"], "p1")
    assert record.fields["author"] == mutation["as"]
    assert record.fields["made_at"] == mutation["at"]
    assert record.fields["received_at"] == station.now.isoformat(timespec="milliseconds")
    stamp = record.stamps[""]
    assert (stamp.device, stamp.mutation, stamp.version) == ("d1", mutation["id"], 1)


def test_reading_page_by_page_brings_everything_once(station: Station) -> None:
    for begin in range(0, 60, 20):
        station.push("p1", "d1", [case(n) for n in range(begin, begin + 20)])
    cursors: dict[str, int] = {}
    found: list[str] = []
    for _ in range(20):
        answer = station.push("p1", "d1", [], cursors=cursors, limit=7)
        found += [change["record"] for change in answer["changes"]]
        cursors |= answer["cursors"]
        if not answer["more"]:
            break
    assert found == [named(f"c{n}") for n in range(60)]


def test_scopes_of_the_last_72_hours_are_enough(station: Station) -> None:
    """A signature is refused in them, a note is taken, and after them both are."""
    station.push("p1", "d1", [case(1)])
    made = [entry(1, 1), entry(2, 1) | {"collection": "signature", "fields": {"blob": "x"}}]
    made = [station.whole("p1", mutation) for mutation in made]
    late = station.whole("p1", entry(3, 1))
    station.hire("p1", [])
    station.now += timedelta(hours=71)
    answer = station.push("p1", "d1", made, scope=1)
    assert [each.get("code") for each in answer["receipts"]] == [None, "scope_changed"]
    assert answer["receipts"][0]["late_scope"] is True
    station.now += timedelta(hours=2)
    answer = station.push("p1", "d1", [late], scope=1)
    assert answer["receipts"][0]["outcome"] != "applied"


class TestTheHouseItself:
    def test_an_exception_in_a_rule_is_raised_and_nothing_is_written(self, station: Station) -> None:
        good, bad = {"grid": "a", "text": "t"}, {"grid": "a", "text": "bug"}
        writes = [SystemWrite("case", named(f"c{n}"), named(f"c{n}"), f) for n, f in ((1, good), (2, bad))]
        with pytest.raises(ValueError, match="a bug in a rule"):
            engine.write_system(station.store, station.house, writes, station.now)
        assert not station.store.data.records

    def test_nothing_to_write_is_no_transaction(self) -> None:
        store = MemoryStore("e1")
        assert engine.write_system(store, House(), [], Station().now) == []
        assert store.statements == 0

    def test_its_work_counts_as_another_device_s(self, station: Station) -> None:
        station.push("p1", "d1", [case(1, severity="minor")])
        station.write([{"collection": "case", "record": named("c1"), "fields": {"severity": "severe"}}])
        change = case(1, 2) | {"base": 1, "fields": {"severity": "ordinary"}}
        (receipt,) = station.push("p1", "d1", [change])["receipts"]
        assert receipt["conflicts"][0]["author"] == "system"

    def test_it_adds_to_a_union(self, station: Station) -> None:
        station.push("p1", "d1", [case(1, tags={"add": ["wet"]})])
        station.write(
            [
                {
                    "collection": "case",
                    "record": named("c1"),
                    "fields": {"tags": {"add": ["x"], "remove": ["wet"]}},
                }
            ]
        )
        assert station.store.data.records[named("c1")].fields["tags"] == ["x"]

    def test_a_root_and_its_records_are_written_in_order(self, station: Station) -> None:
        receipts = station.write(
            [
                {"collection": "entry", "record": named("e1"), "root": named("c1"), "fields": {"kind": "x"}},
                {"collection": "case", "record": named("c1"), "fields": {"grid": "a", "text": "t"}},
                {"collection": "entry", "record": named("e2"), "root": named("c1"), "fields": {"kind": "x"}},
            ]
        )
        assert [each.outcome for each in receipts] == ["retry", "applied", "applied"]
        assert [each.version for each in receipts[1:]] == [1, 1]

    def test_it_moves_a_root_with_its_family(self, station: Station) -> None:
        station.push("p1", "d1", [case(1), entry(1, 1)])
        station.write([{"collection": "case", "record": named("c1"), "fields": {"grid": "b"}}])
        streams = {record.streams for record in station.store.data.records.values()}
        assert streams == {frozenset({"grid:b"})}

    def test_a_new_directory_places_a_root_s_family_anew(self, station: Station) -> None:
        station.push("p1", "d1", [case(1), entry(1, 1)])
        station.house.extra = {"a": frozenset({"grid:new"})}
        (receipt,) = station.write([{"collection": "case", "record": named("c1"), "fields": {}}])
        assert (receipt.outcome, receipt.version) == ("applied", 2), "as it was, after its entry"
        streams = {record.streams for record in station.store.data.records.values()}
        assert streams == {frozenset({"grid:a", "grid:new"})}


def test_rules_see_what_happened(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    monkeypatch.setattr(House, "follow", lambda _self, event, _effects: events.append(event))
    station.push("p1", "d1", [case(1, severity="minor"), entry(1, 1)])
    station.push("leader", "d2", [case(1, 5) | {"base": 1, "fields": {"severity": "severe", "text": "b"}}])
    made, child, edited = events
    assert (made.before, made.root) == (None, made.after)
    assert child.root.id == named("c1")
    before: Record | None = edited.before
    assert before is not None
    assert (before.fields["severity"], edited.after.fields["severity"]) == ("minor", "severe")
    assert (edited.assignment.person, edited.root) == ("leader", edited.after)


def test_a_guest_adds_to_their_matter_wherever_it_stands_and_to_nothing_else(station: Station) -> None:
    """Also when it has left every stream: what they add brings it back to those who work there."""
    mine, other = named("c1"), named("c2")
    station.push("p1", "d1", [case(1), case(2)])
    station.step({"retire": [mine]})
    station.hire(mine, ["a"])
    held = station.scopes[mine][0]
    station.scopes[mine] = [replace(held, streams=frozenset(), matter=mine)]
    answer = station.push(mine, mine, [entry(1, 1), entry(2, 2)])
    assert [each.get("code") or each["outcome"] for each in answer["receipts"]] == [
        "applied",
        "parent_missing",
    ]
    assert answer["changes"] == []
    assert station.store.data.records[mine].streams == {"grid:a"}
    assert station.store.data.records[other].fields["entry_count"] == 0
