"""What the engine needs from a database (`Store`) and from the house it works in (`Domain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sync.protocol import Actor, Assignment, Conflict, FieldRule, Fields, Json, Line, Mutation, Receipt, Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as it is kept for good, under (person, mutation id)."""

    person: str
    mutation: str
    body_hash: bytes
    device: str
    receipt: Receipt
    collection: str
    record: str


@dataclass(frozen=True, slots=True)
class Displaced:
    """One value that did not stay, for the record's history."""

    record: str
    field: str
    value: Json
    mutation: str
    author: str
    at: str
    version: int
    why: str
    """``overwritten``, ``conflict`` (came late, was not taken) or ``late`` (own older mutation)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The body of a conflicting or refused mutation, kept `KEPT_DAYS` for its author and their leader."""

    person: str
    mutation: str
    body: Json
    code: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a written record now stands: `streams` get a new line, `left` get a `gone` line."""

    record: str
    collection: str
    root: str
    streams: frozenset[str]
    left: frozenset[str] = frozenset()


@dataclass(slots=True)
class Batch:
    """All that one push writes, in one transaction. Positions are given by the store, last of all."""

    created: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    receipts: list[StoredReceipt] = field(default_factory=list)
    displaced: list[Displaced] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    """Named counters with their new values."""


class Transaction(Protocol):
    """One writing transaction. Every method is one or two statements for any number of ids."""

    epoch: str
    epochs: Sequence[str]
    """All lives of this database, oldest first; the last one is `epoch`."""

    def lock(self, keys: Iterable[str]) -> None:
        """Step 3: hold these roots and counters until the commit, taken in id order, present or not."""

    def receipts(self, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]: ...

    def answered_by_others(self, person: str, ids: Sequence[str]) -> frozenset[str]:
        """Ids under which another author already has a receipt: it neither reveals nor swallows anything."""

    def erased(self, ids: Sequence[str]) -> frozenset[str]: ...

    def records(self, ids: Iterable[str]) -> Mapping[str, Record]: ...

    def family(self, root: str) -> Sequence[Record]:
        """The root and all its records, however old: what moves when a root moves."""

    def counters(self, names: Iterable[str]) -> Mapping[str, int]:
        """The last value given out by each named counter, 0 where there is none yet. Locked before."""

    def write(self, batch: Batch) -> None:
        """Step 5: everything, and last the positions from the streams' counter rows in name order."""


class Reader(Protocol):
    """One reading snapshot."""

    epoch: str
    backed_up: str | None

    def names(self, streams: Iterable[str]) -> Mapping[str, str]:
        """Stream key → wire name, for streams that exist (a stream is made with its first line)."""

    def lines(self, cursors: Mapping[str, int], limit: int) -> tuple[Sequence[Line], Mapping[str, int], bool]:
        """Step 7: for stream keys with the last position held, the lines after it, oldest first in each stream.

        Returns at most `limit` lines, the cursors (by wire name) that moved, and whether more remain. A cursor below
        a stream's floor starts again at 0.
        """


class Store(Protocol):
    """A database that can commit. Deadlocks and serialization failures are retried inside `write`."""

    def write(self, work: Callable[[Transaction], T]) -> T: ...

    def read(self, work: Callable[[Reader], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What merging needs to know of a field."""

    rule: FieldRule


@dataclass(frozen=True, slots=True)
class CollectionSpec:
    """What the engine needs to know of a collection. ``roots``: collections a root may be of; empty: own root."""

    name: str
    schema: int
    roots: frozenset[str]
    fields: Mapping[str, FieldSpec]
    signed: bool = False
    """A signature, an approval or an award: never accepted under a scope that has ended."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing took effect, with a stable code and words a patroller understands."""

    code: str
    detail: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Need(Exception):
    """A rule asked for records or counters that were not declared: the push restarts from step 2, enlarged."""

    def __init__(self, records: Iterable[str] = (), counters: Iterable[str] = ()) -> None:
        super().__init__()
        self.records = frozenset(records)
        self.counters = frozenset(counters)


@dataclass(frozen=True, slots=True)
class Event:
    """A mutation that took effect, as the feature's rules see it. ``before`` is None for a new record."""

    mutation: Mutation
    actor: Actor
    assignment: Assignment
    before: Record | None
    after: Record
    root: Record
    now: datetime
    """The server's time in the district's zone."""
    conflicts: Sequence[Conflict] = ()


class Effects(Protocol):
    """What a rule may ask for. Everything lands in the same transaction, under the author ``system``."""

    def get(self, record: str) -> Record | None:
        """A record as it stands now in this batch; raises `Need` if it was not declared."""

    def set(self, record: str, fields: Fields) -> None:
        """Moves server fields of a record."""

    def create(self, collection: str, record: str, root: str, fields: Fields) -> None:
        """Makes a record; harmless if it is there already."""

    def number(self, counter: str) -> int:
        """The next number of a named counter, without gaps; raises `Need` if it was not declared."""


class Domain(Protocol):
    """The house: schemas, policy, audiences and rules. Pure, but for the directory of areas it was made with."""

    def spec(self, collection: str) -> CollectionSpec | None: ...

    def lift(self, mutation: Mutation, now: datetime) -> Fields | Refusal:
        """The fields as the present schema has them; refuses schemas unknown or older than `LIFTED_DAYS`."""

    def check(self, collection: str, fields: Fields, creating: bool) -> Mapping[str, Sequence[str]]:
        """Errors per field, in a patroller's words; empty when all is well. Never coerces."""

    def permit(
        self, assignment: Assignment, mutation: Mutation, before: Record | None, root: Record | None
    ) -> Refusal | None:
        """Policy: role × collection × action × relation, default deny. ``root`` is None for a new own root."""

    def streams(self, collection: str, fields: Fields, root: Record) -> frozenset[str]:
        """The stream keys in which a record of this collection and root stands."""

    def touches(self, mutation: Mutation) -> tuple[frozenset[str], frozenset[str]]:
        """Records and counters that the feature's rules will want, beside the record and its root."""

    def refuse(self, event: Event) -> Refusal | None:
        """The feature's own conditions, asked after the merge and before anything is written."""

    def follow(self, event: Event, effects: Effects) -> None:
        """What follows from a mutation that took effect: numbers, deadlines, status, alerts."""
