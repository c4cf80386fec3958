"""What is true after quiet, whatever has happened. Every function names one promise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sync.canonical import canonical
from sync.digest import check_of
from sync.protocol import ATTENTION, SYSTEM, Json, Record
from tests.simulation.ground import Seen
from tests.simulation.phone import SimulatedPhone
from tests.simulation.witness import Entered
from tests.simulation.world import World

NUMBERED = "case:"


def check(world: World) -> None:
    """Raises an `AssertionError` that says what is not as promised."""
    seen = world.ground.look()
    _audiences(world, seen)
    for phone in world.phones.values():
        _replica(world, seen, phone)
        _outbox(world, seen, phone)
    _values(world, seen)
    _own_order(world, seen)
    _receipts(world, seen)
    _effects(world, seen)
    _erased(world, seen)


def _audiences(world: World, seen: Seen) -> None:
    """Every record stands where its root says, with one line there; or nowhere, with all its family."""
    for id_, record in seen.records.items():
        root = seen.records[record.root]
        expected = world.house.streams(record.collection, record.fields, root)
        if not root.streams:
            assert root.id in world.witness.retired, f"{root.id} stands nowhere"
            expected = frozenset()
        assert record.streams == expected, f"{id_} stands in {set(record.streams)}, not {set(expected)}"
    for key, there in seen.lines.items():
        standing = {id_ for id_, record in seen.records.items() if key in record.streams}
        assert there == standing, f"the lines of {key}"
        told = check_of((id_, seen.records[id_].version) for id_ in standing)
        assert seen.checks[key] == told, f"the digest of {key}"


def _replica(world: World, seen: Seen, phone: SimulatedPhone) -> None:
    """The phone equals the server in its audience: nothing is missing, nothing is there wrongly."""
    readable = world.duties.scopes[phone.person][-1].streams
    expected = {
        id_: (record.version, dict(record.fields), {seen.names[key] for key in record.streams & readable})
        for id_, record in seen.records.items()
        if record.streams & readable
    }
    held = {id_: (r.version, r.fields, r.streams) for id_, r in phone.device.phone.records.items()}
    assert held.keys() == expected.keys(), (
        f"{phone.name} lacks {sorted(expected.keys() - held.keys())}"
        f" and has {sorted(held.keys() - expected.keys())} wrongly"
    )
    for id_, there in expected.items():
        assert held[id_] == there, f"{phone.name} holds {held[id_]} of {id_}, not {there}"
    assert not phone.device.phone.sweep
    assert not phone.device.phone.mismatched()


def _outbox(world: World, seen: Seen, phone: SimulatedPhone) -> None:
    """What is still unsent names a record or a root that its author may not see now, or stands behind that.

    Or one that is not there, since its making was itself not accepted.
    """
    scope = world.duties.scopes[phone.person][-1].streams
    behind: set[str] = set()
    for waiting in phone.device.phone.outbox:
        mutation = waiting.mutation
        id_, root = mutation["record"], mutation["root"]
        if id_ in behind:
            continue
        behind.add(id_)
        assert waiting.retry == "parent_missing", f"{phone.name} still has {mutation['id']}: {waiting.retry}"
        record = seen.records.get(id_)
        missing = id_ if record is not None or mutation["base"] else root
        assert missing != id_ or record is not None or mutation["base"], f"{mutation['id']} waits for itself"
        named = seen.records.get(missing)
        if named is not None:
            assert not named.streams & scope, f"{phone.name}: {missing} is there and readable"
        else:
            assert not _was_accepted(world, seen, missing), f"{missing} was accepted and is not there"


def _was_accepted(world: World, seen: Seen, record: str) -> bool:
    making = [
        each.mutation["id"]
        for each in world.witness.entered.values()
        if each.mutation["record"] == record and not each.mutation["base"]
    ]
    outcomes = {each.outcome for each in seen.receipts if each.mutation in making}
    return bool(outcomes & {"applied", "conflict"})


def _values(world: World, seen: Seen) -> None:
    """Whatever anyone entered is in the record or its history, or kept with the reason why it is not."""
    history: dict[tuple[str, str], list[Json]] = {}
    for displaced in seen.history:
        value = displaced.value
        past = history.setdefault((displaced.record, displaced.field), [])
        past.extend(value if isinstance(value, list) else [value])
    kept = {(each.person, each.mutation) for each in seen.kept}
    witness = world.witness
    for id_, entered in witness.entered.items():
        record, root = entered.mutation["record"], entered.mutation["root"]
        if {record, root} & witness.erased or id_ in witness.settled or (entered.person, id_) in kept:
            continue
        if _is_on_a_phone(world, entered):
            continue
        present = seen.records.get(record)
        if present is None and entered.mutation["collection"] == ATTENTION and witness.erased:
            continue  # What told of something erased went with it, and with that the tick on it.
        assert present is not None, f"{id_} is lost with {record}"
        for field, value in _single_values(entered.mutation["fields"]):
            now = present.fields.get(field)
            here = now if isinstance(now, list) else [now]
            assert value in here or value in history.get((record, field), ()), f"{id_}: {value} is lost"
    bodies = [(each.person, each.body) for each in seen.kept]
    for person, value in witness.known.impostors:
        found = any(owner == person and json.dumps(value) in body for owner, body in bodies)
        assert found or witness.erased, f"{value} came under a used id and is not kept"


def _is_on_a_phone(world: World, entered: Entered) -> bool:
    """In the outbox, for a reason that `_outbox` judges; or under *needs attention*."""
    id_ = entered.mutation["id"]
    phones = [each.device.phone for each in world.phones.values() if each.person == entered.person]
    waiting = {each.mutation["id"] for phone in phones for each in phone.outbox}
    return id_ in waiting | {each.mutation["id"] for phone in phones for each in phone.attention}


def _single_values(fields: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for field, value in fields.items():
        if isinstance(value, dict):
            yield from ((field, each) for each in value.get("add", ()))
        else:
            yield field, value


def _own_order(world: World, seen: Seen) -> None:
    """What was entered later on a phone is not undone by what was entered earlier there."""
    applied = {each.mutation for each in seen.receipts if each.outcome == "applied"}
    order = {id_: number for number, id_ in enumerate(world.witness.entered)}
    latest: dict[tuple[str, str, str], tuple[str, Json]] = {}
    for id_, entered in world.witness.entered.items():
        if id_ in applied:
            for field, value in entered.mutation["fields"].items():
                latest[entered.phone, entered.mutation["record"], field] = id_, value
    for record in seen.records.values():
        for field, stamp in record.stamps.items():
            last = latest.get((stamp.device, record.id, field))
            if last is not None and last[1] != record.fields.get(field):
                later = order[stamp.mutation] >= order[last[0]]
                assert later, f"{last[0]} gave way to the earlier {stamp.mutation}"


def _receipts(world: World, seen: Seen) -> None:
    """Every effect has its receipt, what was refused has none, and nothing is put off for good."""
    receipts = {(each.person, each.mutation): each for each in seen.receipts}
    assert len(receipts) == len(seen.receipts), "two receipts of one mutation"
    assert {each.outcome for each in seen.receipts} <= {"applied", "conflict", "refused"}, "a retry is kept"
    for record in seen.records.values():
        for stamp in record.stamps.values():
            if stamp.device != SYSTEM:
                receipt = receipts.get((stamp.person, stamp.mutation))
                assert receipt is not None, f"{stamp.mutation} took effect and was never answered"
                assert receipt.outcome != "refused", f"{stamp.mutation} was refused and took effect"
    people = {each.mutation["id"]: each.person for each in world.witness.entered.values()}
    for displaced in seen.history:
        if (person := people.get(displaced.mutation)) is not None:
            assert (person, displaced.mutation) in receipts, f"{displaced.mutation} was never answered"


def _effects(world: World, seen: Seen) -> None:
    """Once each: entries are counted once, numbers given once, no value gives way twice."""
    counted = Counter(record.root for record in seen.records.values() if record.collection == "entry")
    numbers: dict[str, list[int]] = {}
    for id_, record in seen.records.items():
        if record.collection == "case":
            assert record.fields["entry_count"] == counted[id_], f"{id_} counts its entries wrongly"
            numbers.setdefault(record.fields["serial"], []).append(record.fields["number"])
    for grid, given in numbers.items():
        assert len(set(given)) == len(given), f"a number of {grid} is given twice"
        last = seen.counters[NUMBERED + grid]
        assert set(given) <= set(range(1, last + 1))
        assert world.witness.erased or len(given) == last, f"the numbers of {grid} have a gap"
    gone = Counter(
        (each.record, each.field, each.mutation)
        for each in seen.history
        if each.mutation in world.witness.entered
        and each.field in world.witness.entered[each.mutation].mutation["fields"]
        and not isinstance(each.value, list)
    )
    for (id_, field, mutation), times in gone.items():
        assert times == 1, f"{mutation} gives way {times} times in {field} of {id_}"
        now = seen.records.get(id_)
        if now is not None and field in now.stamps:
            assert now.stamps[field].mutation != mutation, f"{mutation} stands and has given way"
    told = Counter(r.fields["mutation"] for r in seen.records.values() if r.collection == ATTENTION)
    assert all(times == 1 for times in told.values()), "something is told twice"


def _erased(world: World, seen: Seen) -> None:
    """Nothing of it is left at the station: no record, no history, no kept body, no word to its author."""
    erased = world.witness.erased
    assert not erased & seen.records.keys()
    assert not any(each.record in erased for each in seen.history)
    words = {
        json.dumps(value)
        for each in world.witness.entered.values()
        if {each.mutation["record"], each.mutation["root"]} & erased
        for field, value in _single_values(each.mutation["fields"])
        if isinstance(value, str) and value.startswith("v")
    }
    left = [each.body for each in seen.kept] + [_words(record) for record in seen.records.values()]
    for word in words:
        assert not any(word in text for text in left), f"{word} was erased and is still there"


def _words(record: Record) -> str:
    return canonical(record.fields)
