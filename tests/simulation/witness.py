"""What is known of a schedule beside what the engine says of it, and what must hold at every moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sync.protocol import ATTENTION, LATE_SCOPE_HOURS, SYSTEM, Json, Record, Scope, Stamp
from sync.store import Batch, StoredReceipt
from tests.simulation.phone import SimulatedPhone, unions
from tests.simulation.rights import Rights
from tests.sync.domain import SPECS

A_LITTLE_LESS = timedelta(hours=LATE_SCOPE_HOURS, minutes=-10)
"""The request itself takes its time."""


@dataclass(frozen=True)
class Entered:
    """What a person did: saved on their phone, so never to be lost. ``seen``: what they knew by then."""

    phone: str
    person: str
    mutation: Mapping[str, Any]
    seen: Mapping[str, frozenset[str]]


@dataclass
class Known:
    """What the station has: goes back with a restore."""

    cases: dict[str, frozenset[str]] = field(default_factory=dict)
    """By id, all that belongs to it."""
    versions: dict[str, int] = field(default_factory=dict)
    answered: dict[tuple[str, str], StoredReceipt] = field(default_factory=dict)
    impostors: list[tuple[str, str]] = field(default_factory=list)
    """Person, and the value of a mutation that came under an id used before."""

    def copy(self) -> Known:
        return Known(dict(self.cases), dict(self.versions), dict(self.answered), list(self.impostors))


@dataclass
class Kept:
    """A finished backup, and what the station knew then."""

    data: Any
    known: Known


class Witness:
    def __init__(self) -> None:
        self.known = Known()
        self.entered: dict[str, Entered] = {}
        self.settled: set[str] = set()
        """Mutations whose conflict or refusal their author has taken off the list."""
        self.erased: set[str] = set()
        self.retired: set[str] = set()
        self.life = 0
        self._outcomes: dict[tuple[int, str, str], tuple[str, int | None]] = {}
        self._added: dict[tuple[str, str], set[str]] = {}
        """By person and record, the elements of lists that they added on any of their phones."""

    def saved(self, phone: SimulatedPhone, mutation: Mapping[str, Any]) -> None:
        record = mutation["record"]
        seen = {name: frozenset(phone.seen.get((record, name), ())) for name in mutation["fields"]}
        self.entered[mutation["id"]] = Entered(phone.name, phone.person, mutation, seen)
        for value in mutation["fields"].values():
            if isinstance(value, dict):
                mine = self._added.setdefault((phone.person, record), set())
                mine.update(json.dumps(each) for each in value.get("add", ()))

    def erase(self, ids: Collection[str]) -> None:
        self.erased |= set(ids)
        for id_ in ids:
            self.known.cases.pop(id_, None)

    def committed(self, batch: Batch, before: Mapping[str, Record], held: Sequence[Scope]) -> None:
        """Called with each batch that holds, and the scopes that its author had meanwhile."""
        known = self.known
        for record in batch.created:
            known.versions[record.id] = record.version
            if record.collection == "case":
                known.cases[record.id] = frozenset({record.id})
            elif record.collection != ATTENTION:
                known.cases[record.root] = known.cases[record.root] | {record.id}
        for record in batch.changed:
            was = before[record.id]
            assert known.versions[record.id] == was.version, f"{record.id}: a version is given twice"
            known.versions[record.id] = record.version
            self._check_moves(was, record)
        self._check_removals(batch)
        rights = Rights(batch, before, held)
        for receipt in batch.receipts:
            known.answered[receipt.person, receipt.mutation] = receipt
            if receipt.outcome != "refused":
                rights.check(receipt, self.entered[receipt.mutation].mutation)
            rights.tell(receipt)

    def answered(
        self,
        asked: Sequence[Mapping[str, Any]],
        answer: Mapping[str, Any],
        life: int,
        now: datetime,
        spans: Sequence[Scope],
    ) -> None:
        """One receipt each, in order; in one life of the database a mutation has one outcome.

        ``spans`` are all scopes that their author ever had.
        """
        receipts = answer["receipts"]
        assert [each["mutation"] for each in receipts] == [each["id"] for each in asked], "receipts"
        for mutation, receipt in zip(asked, receipts, strict=True):
            if receipt["outcome"] == "retry":
                assert receipt["code"] != "internal", receipt
                continue
            if receipt.get("code") == "erased":
                continue
            first = (receipt["outcome"], receipt.get("version"))
            key = life, self.entered[mutation["id"]].person, mutation["id"]
            before = self._outcomes.setdefault(key, first)
            assert first == before, f"{mutation['id']} was {before}, now {first}"
            if receipt.get("code") == "scope_changed" and mutation["collection"] == "case":
                assert not _may_be_late(mutation, spans, now), f"{mutation['id']} is late, but not too late"

    def _check_moves(self, was: Record, now: Record) -> None:
        """Nobody's value gives way to somebody who had not seen it, unless the field's rule says so."""
        for name, spec in SPECS[now.collection].fields.items():
            stamp = now.stamps.get(name)
            old = was.fields.get(name)
            if stamp is None or old is None or old == now.fields.get(name) or stamp.device == SYSTEM:
                continue
            assert spec.rule != "once", f"{now.id}: {name} was set once"
            if stamp == was.stamps.get(name):
                continue
            if spec.rule == "ask" and not self._knew(stamp, was.stamps.get(name) or was.stamps[""]):
                seen = self.entered[stamp.mutation].seen[name]
                assert json.dumps(old) in seen, f"{now.id}: {name} is silently overwritten"

    def _knew(self, stamp: Stamp, old: Stamp) -> bool:
        """A phone knows its own work, and what came before the version that it held in the same life.

        After a restore a person knows the work of all their phones.
        """
        mutation = self.entered[stamp.mutation].mutation
        if stamp.device == old.device or (old.epoch == mutation["epoch"] and old.version <= mutation["base"]):
            return True
        return stamp.person == old.person and mutation["epoch"] != stamp.epoch

    def _check_removals(self, batch: Batch) -> None:
        """From a list only what was seen is taken out, or what one has added oneself."""
        for displaced in batch.displaced:
            collection = next(
                (each.collection for each in batch.changed if each.id == displaced.record), ATTENTION
            )
            if displaced.field not in unions(collection):
                continue
            allowed: set[str] = set()
            for receipt in batch.receipts:
                entered = self.entered.get(receipt.mutation)
                if entered is not None and receipt.record == displaced.record:
                    allowed |= entered.seen.get(displaced.field, frozenset())
                    allowed |= self._added.get((entered.person, displaced.record), set())
            taken: Sequence[Json] = displaced.value
            assert {json.dumps(each) for each in taken} <= allowed, f"{displaced.record}: an unseen removal"


def _may_be_late(mutation: Mapping[str, Any], spans: Sequence[Scope], now: datetime) -> bool:
    """Whether a new case was made under a scope that its author really had until not long ago."""
    if "serial" not in mutation["fields"] or mutation["base"] or not 0 < mutation["scope"] <= len(spans):
        return False
    span = spans[mutation["scope"] - 1]
    if span.ended_at is None or mutation["as"] not in span.assignments:
        return False
    ended = datetime.fromisoformat(span.ended_at)
    return f"grid:{mutation['fields']['grid']}" in span.streams and now - ended < A_LITTLE_LESS
