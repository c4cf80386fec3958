"""What the engine needs from a database (`Store`) and from the house it works in (`Domain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sync.digest import Check
from sync.protocol import (
    SERVER_FIELDS,
    Actor,
    Assignment,
    Conflict,
    FieldRule,
    Fields,
    Json,
    Line,
    Mutation,
    Outcome,
    Record,
)
from sync.value import value

T = TypeVar("T")


@value
class StoredReceipt:
    """A receipt as it is kept for good, under (person, mutation id). It holds nobody's values.

    ``fields`` names the fields in conflict: their values are rendered anew from the repeated mutation
    and from the record, under the scope the asker has then. ``errors`` are words about fields, without
    their values.
    """

    person: str
    mutation: str
    body_hash: bytes
    device: str
    outcome: Outcome
    version: int | None
    collection: str
    record: str
    late_scope: bool = False
    code: str | None = None
    detail: str | None = None
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fields: Sequence[str] = ()


@value
class Displaced:
    """One value that did not stay, for the record's history.

    ``mutation``, ``author`` and ``at`` tell who entered this value; ``version`` is the record's version when
    it gave way. For a ``union`` field the value is the list of elements taken out.
    """

    record: str
    field: str
    value: Json
    mutation: str
    author: str
    at: str
    version: int
    why: str
    """``overwritten``, ``conflict`` (came late, was not taken) or ``late`` (own older mutation)."""


@value
class Kept:
    """The body of a conflicting or refused mutation, kept `KEPT_DAYS` for its author and their leader.

    ``mutation`` is the mutation's id, or, where that id was unreadable or used before, one made from the
    body: the same that its `attention` record names. ``body`` is JSON text in plain ASCII, fit for any
    database whatever the mutation held (lone surrogates and NUL are escapes in it, NaN and infinities are
    strings). ``area`` is that of the assignment it was done in, where that is known.
    """

    person: str
    mutation: str
    body: str
    code: str | None
    area: str | None


@value
class Placement:
    """Where a record stands from now on: each of `streams` gets a new line, each of `left` a `gone` line.

    The store remembers ``streams`` as the record's (`Record.streams`), also when the record itself is not
    written (a child of a moved root). An empty ``streams`` is a record that no phone holds. ``version`` is
    the record's, as whoever reads these lines will have it: it goes into the streams' digests.
    """

    record: str
    collection: str
    root: str
    version: int
    streams: frozenset[str]
    left: frozenset[str] = frozenset()


@dataclass(slots=True)
class Batch:
    """All that one push writes, in one transaction. Positions are given by the store, last of all.

    Every record appears once, as it stands after the whole batch, in ``created`` or in ``changed``. A changed
    record may have kept its version (only its stamps moved): then it has no placement and gets no new line.
    """

    created: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    receipts: list[StoredReceipt] = field(default_factory=list)
    displaced: list[Displaced] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    """Named counters with their new values."""


class Transaction(Protocol):
    """One writing transaction. Every method is one or two statements for any number of ids.

    Each statement must see what was committed before it began (PostgreSQL: READ COMMITTED), so that what is
    read after `lock` is the truth until the commit.
    """

    @property
    def epoch(self) -> str:
        """The present life of this database."""

    @property
    def epochs(self) -> Sequence[str]:
        """All its lives, oldest first; the last one is `epoch`."""

    def foresee(self, person: str, mutations: Sequence[str], records: Sequence[str]) -> None:
        """Said before `lock`: whose answers and which records will be asked for next.

        Only a hint: a store may read them in the same round trip, after the locks. Nothing else changes.
        """

    def lock(self, keys: Sequence[str]) -> None:
        """Step 3: hold these counters and roots until the commit, each kind in the order given.

        They need not exist yet. Called first (but for `foresee`), before anything is read.
        """

    def receipts(self, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]:
        """Step 2: by mutation id, what this person was answered before. Never another person's."""

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these record ids that were erased."""

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]: ...

    def families(self, roots: Sequence[str]) -> Sequence[Record]:
        """These roots' records (the roots themselves may be among them), however old: they move together."""

    def counters(self, names: Sequence[str]) -> Mapping[str, int]:
        """The last value given out by each named counter, 0 where there is none yet. Locked before."""

    def write(self, batch: Batch) -> None:
        """Step 5: everything, and last the positions from the streams' counter rows in name order.

        With the positions, count and digest of each stream (`sync.digest`) are brought up to date, over its
        lines that are not gone.

        A receipt or record that is there already is a race lost: rolled back and tried again by the store,
        like a deadlock.
        """


@dataclass(frozen=True, slots=True)
class Page:
    """What one pull reads. Streams by their wire names."""

    lines: Sequence[Line]
    cursors: Mapping[str, int]
    """Only those that moved."""
    more: bool
    restarted: Sequence[str] = ()
    """Streams read from the beginning although a cursor was given: what is not sent again has left them."""
    checks: Mapping[str, Check] = field(default_factory=dict)
    """Count and digest of every stream asked for, in the same snapshot as the lines."""


class Reader(Protocol):
    """One reading snapshot."""

    @property
    def epoch(self) -> str: ...

    @property
    def backed_up(self) -> str | None:
        """When the last finished backup was begun (RFC 3339), or None."""

    def names(self, streams: Iterable[str]) -> Mapping[str, str]:
        """Stream key → wire name, for streams that exist (a stream is made with its first line)."""

    def lines(self, cursors: Mapping[str, int], limit: int) -> Page:
        """Step 7: for stream keys with the cursor held, the lines after it, oldest first in each stream.

        At most `limit` lines in all. A cursor below a stream's floor (0 included: nothing held), or beyond
        the stream's last position, reads from the beginning. As long as such a reading has not passed the
        floor its cursors are given out negative (-300: read up to 300, from a beginning that was not
        missed) and go on from there; otherwise the next page would start at the beginning for ever.
        A stream read to its end has the stream's last position as its cursor.
        """


class Store(Protocol):
    """A database that can commit. Deadlocks and serialization failures are retried inside `write`.

    An exception out of `work` (the engine's `Need` among them) rolls everything back and is raised on.
    """

    def write(self, work: Callable[[Transaction], T]) -> T: ...

    def read(self, work: Callable[[Reader], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What merging needs to know of a field."""

    rule: FieldRule
    history: bool = True
    """False for figures that only rules write and that follow from other records (a count, a last time):
    their old values are not worth a line of history."""


@dataclass(frozen=True, slots=True)
class CollectionSpec:
    """What the engine needs to know of a collection. ``roots``: collections of its root; empty: own root.

    ``fields`` names every field of the present schema, ``void`` and ``void_reason`` among them;
    `SERVER_FIELDS` may be left out.
    """

    name: str
    schema: int
    roots: frozenset[str]
    fields: Mapping[str, FieldSpec]
    signed: bool = False
    """A signature, an approval or an award: never accepted under a scope that has ended."""
    signing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By field, the values with which a record of it is one too."""
    unions: frozenset[str] = field(init=False)
    plain: frozenset[str] = field(init=False)
    """The fields that a phone may write as they are: neither ``union`` nor ``server``."""

    def __post_init__(self) -> None:
        by_rule = {
            rule: frozenset(name for name, spec in self.fields.items() if spec.rule == rule)
            for rule in ("ask", "last", "once", "union")
        }
        object.__setattr__(self, "unions", by_rule["union"])
        plain = by_rule["ask"] | by_rule["last"] | by_rule["once"]
        object.__setattr__(self, "plain", plain - SERVER_FIELDS)

    def signs(self, fields: Fields) -> bool:
        """Whether a record that begins with these fields is signed."""
        return self.signed or any(fields.get(name) in values for name, values in self.signing.items())


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing took effect, with a stable code and words a patroller understands."""

    code: str
    detail: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Need(Exception):
    """A rule wants records or counters that were not declared: the push restarts from step 2, enlarged."""

    def __init__(self, records: Iterable[str] = (), counters: Iterable[str] = ()) -> None:
        super().__init__()
        self.records = frozenset(records)
        self.counters = frozenset(counters)


@dataclass(frozen=True, slots=True)
class SystemWrite:
    """What the house itself writes (load, worker, public intake): a record to make, fields of one to move.

    The system has no base: what it says holds. It may write ``server`` fields. Equal values change nothing,
    so the same write twice is harmless.
    """

    collection: str
    record: str
    root: str
    fields: Fields


@value
class Event:
    """A mutation that took effect, as the feature's rules see it. ``before`` is None for a new record."""

    mutation: Mutation
    actor: Actor
    assignment: Assignment
    """For a `SystemWrite` an assignment with role ``system`` and no area."""
    before: Record | None
    after: Record
    root: Record
    """The root as it stands after the mutation: `after` itself for a record that is its own root."""
    now: datetime
    """The server's time, as the clock gave it (with its zone)."""
    conflicts: Sequence[Conflict] = ()


class Effects(Protocol):
    """What a rule may ask for. Everything lands in the same transaction, under the author ``system``."""

    def get(self, record: str) -> Record | None:
        """A record as it stands now in this batch; raises `Need` if it was not declared."""

    def set(self, record: str, fields: Fields) -> None:
        """Moves fields of a record, `server` fields above all. Equal values change nothing."""

    def create(self, collection: str, record: str, root: str, fields: Fields) -> None:
        """Makes a record; harmless if it is there already. Declare its id in `touches` to save a restart."""

    def number(self, counter: str) -> int:
        """The next number of a named counter, without gaps; raises `Need` if it was not declared."""

    def last(self, counter: str) -> int:
        """The last number that a named counter has given out, 0 at first; raises `Need` like `number`."""


class Domain(Protocol):
    """The house: schemas, policy, audiences and rules. Pure, but for the directory of areas it was made with.

    The engine itself refuses, before it asks `check`: unknown fields, ``server`` fields from a phone, a
    ``union`` that is not ``{add?: [...], remove?: [...]}``, text with NUL or lone surrogates, numbers beyond
    ±(2^53−1), NaN and infinities. It sets `SERVER_FIELDS` itself.
    """

    def spec(self, collection: str) -> CollectionSpec | None: ...

    def lift(self, mutation: Mutation, now: datetime) -> Fields | Refusal:
        """The fields as the present schema has them; refuses schemas unknown or older than `LIFTED_DAYS`."""

    def check(self, collection: str, fields: Fields, creating: bool) -> Mapping[str, Sequence[str]]:
        """Errors per field, in a patroller's words; empty when all is well. Never coerces.

        ``union`` fields come as written, ``{add, remove}``; ``server`` fields come only from the system.
        """

    def permit(
        self, assignment: Assignment, mutation: Mutation, before: Record | None, root: Record | None
    ) -> Refusal | None:
        """Policy: role × collection × action × relation, default deny. ``root``: None for a new own root."""

    def streams(self, collection: str, fields: Fields, root: Record) -> frozenset[str]:
        """The stream keys in which a record of this collection and root stands; never raises for odd values.

        For a record that is its own root, ``root`` is that record with these fields.
        """

    def touches(self, mutation: Mutation) -> tuple[frozenset[str], frozenset[str]]:
        """Records and counters that the feature's rules will want, beside the record and its root.

        Asked before the checks: the fields may be of any shape.
        """

    def refuse(self, event: Event) -> Refusal | None:
        """The feature's own conditions, asked after the merge and before anything is written."""

    def follow(self, event: Event, effects: Effects) -> Refusal | None:
        """What follows from a mutation that took effect: numbers, deadlines, status, alerts.

        What shows only now that it cannot be (a count is full) is a refusal: then nothing took effect.
        """
