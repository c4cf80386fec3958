"""The sync agreement, version 1: the words, the wire's shapes and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.value import value

PROTOCOL = 1

MAX_MUTATIONS = 200
MAX_BODY_BYTES = 2_000_000
MAX_CHANGES = 1_000
MAX_DEPTH = 32
MAX_TEXT = 4_000
MAX_INTEGER = 2**53 - 1
LIFTED_DAYS = 400
GONE_DAYS = 400
KEPT_DAYS = 90
LATE_SCOPE_HOURS = 72

SYSTEM = "system"
"""The author, the device and the role of what the house itself writes."""
ATTENTION = "attention"
"""The collection in which open conflicts and refusals stand in their author's stream."""
SERVER_FIELDS = frozenset({"author", "made_at", "received_at", "late_scope"})
"""Fields that the engine gives every record when it is created; nobody else ever writes them."""
VOID = "void"

Outcome = Literal["applied", "conflict", "refused", "retry"]
FieldRule = Literal["ask", "last", "union", "once", "server"]
Json = Any
Fields = Mapping[str, Json]


@value
class Stamp:
    """Who moved a field last: the life of the database, the record's version then, and the mutation."""

    epoch: str
    version: int
    device: str
    mutation: str
    author: str
    """The assignment it was done in, or ``system``."""
    person: str
    at: str
    """Phone time of the mutation with offset: evidence for a reader, never an order."""


@value
class Record:
    """One thing as the server has committed it.

    ``stamps`` holds, under ``""``, the stamp of the record's creation, and one entry for each field that was
    moved later: a field without an entry of its own has the creation's stamp. A ``union`` field has an entry
    for each element added later, under ``field/element`` (the element as canonical JSON).

    ``fields`` holds what was ever set (an emptied field is there with null; one that nobody set is absent),
    with the engine's own `SERVER_FIELDS`.
    """

    id: str
    collection: str
    root: str
    version: int
    fields: Fields
    stamps: Mapping[str, Stamp]
    author: str
    """The assignment that created it, or ``system``."""
    person: str
    """The person who created it, or ``""`` for the system."""
    streams: frozenset[str]
    """Keys of the streams it stands in now: what its last placement said."""


@value
class Mutation:
    """What a person did, word for word as the phone made it. ``as_`` is ``as`` on the wire."""

    id: str
    collection: str
    record: str
    root: str
    base: int
    epoch: str | None
    fields: Fields
    at: str
    as_: str
    scope: int
    schema: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else had moved first: both values, and whose stands."""

    field: str
    yours: Json
    theirs: Json
    """None in an answer given again to somebody who may no longer see the record; so are the next two."""
    author: str | None
    at: str | None


@value
class Receipt:
    """The server's answer to one mutation."""

    mutation: str | None
    outcome: Outcome
    version: int | None = None
    repeated: bool = False
    voided: bool = False
    late_scope: bool = False
    code: str | None = None
    detail: str | None = None
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Person × role × area, while it holds. ``grids`` are the ids of the grids inside the area."""

    id: str
    person: str
    role: str
    area: str
    grids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person might read and write during one span: number, streams (keys), assignments by id."""

    number: int
    streams: frozenset[str]
    assignments: Mapping[str, Assignment]
    ended_at: str | None = None
    """When a newer scope took its place (RFC 3339), or None for the present one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: one person on one device, with their present scope and those of the last 72 hours."""

    person: str
    device: str
    scope: Scope
    earlier: Sequence[Scope] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One `POST /api/sync`, read. ``mutations`` are raw objects: one bad one spoils only itself."""

    epoch: str | None
    phone_time: str | None
    scope: int | None
    mutations: Sequence[Json]
    cursors: Mapping[str, int]
    limit: int
    plain: bool = False
    """True when the reader saw no number, escape or letter that needs a second look in any mutation."""


@value
class Line:
    """One record's place in one stream, as a pull reads it. ``fields`` is JSON text, passed on unparsed."""

    stream: str
    """The stream's wire name, ``s17``."""
    position: int
    record: str
    collection: str
    root: str
    gone: bool
    version: int = 0
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``lines`` become ``changes``: one per record, with all its streams in this answer."""

    epoch: str
    server_time: str
    backed_up: str | None
    receipts: Sequence[Receipt]
    scope: int
    streams: Sequence[str] | None
    lines: Sequence[Line]
    cursors: Mapping[str, int]
    more: bool
    restarted: Sequence[str] = ()


def person_stream(person: str) -> str:
    """The key of the stream that only this person reads."""
    return f"person:{person}"
