"""The sync agreement, version 1. This docstring is the specification; the code carries its numbers.

**The promise.** What a person entered is never lost, never doubled, never silently overwritten and never
shown to somebody who may not see it, whatever the network, the phone or the server does.

1 Words
-------
1.1 A *record* is one thing, named by a UUIDv7 that was made where it was entered. Its *version* counts
    the changes that the server has committed to it. Its *root* is the record it belongs to for good (a
    case's entry, a patrol's inspection; a root is its own root). Other references may point to what is
    not there yet, or never.
1.2 A *mutation* is what a person did: ``{id, collection, record, root, base, epoch, fields, at, as,
    scope, schema}``. Ids rise on one device. ``base`` is the version they saw (0: none) in that
    ``epoch``; ``fields`` only what they set; ``at`` the phone's time with its offset, evidence and
    never an order; ``as`` the assignment they acted in; ``scope`` and ``schema`` under which numbers it
    was made. It never changes.
1.3 The *outbox* holds the mutations without a final answer. A *receipt* is the answer to one.
1.4 A *stream* is an audience with a log. Its positions are 1, 2, 3 … in the order of commits. A record
    stands in a stream once: a later change moves its line to a new position, so that gaps mean nothing.
1.5 A *scope* is what one person may read and write, with a number that grows with every change. A
    *cursor* is how far a phone has read a stream. An *epoch* is the life of a database: a restore
    begins a new one.
1.6 A *device* is one person's installation of the app. Its id survives signing out: it never conflicts
    with itself.

2 One request
-------------
2.1 ``{protocol, epoch, phone_time, scope, mutations, cursors, limit, check?, mismatched?}``. The first
    has ``epoch`` and ``scope`` null and no cursors. An absent cursor starts at the beginning, one that may
    not be read is ignored. ``limit`` is 1 to `MAX_CHANGES`. ``scope`` is the number of the oldest scope
    that unanswered work was made under. ``check`` and ``mismatched``: section 10.
2.2 Refused whole: 400 for what is no JSON object, has a byte order mark, a key twice or more than
    `MAX_DEPTH` levels; 413 ``too_large`` beyond `MAX_BODY_BYTES` and ``too_many_mutations`` beyond
    `MAX_MUTATIONS`; 422 for unknown keys or wrong values beside the mutations; 426 ``upgrade_required``
    for another protocol. Nothing took effect then, and the phone keeps its outbox. A phone's wrong
    clock refuses nothing.
2.3 ``{protocol, epoch, server_time, backed_up, receipts, scope, streams?, restarted?, changes, cursors,
    more, digests?}``. ``streams`` comes when the scope number differs from the request's, ``cursors`` are
    those that moved. A change is ``{streams: {name: position}, collection, record, root, version,
    fields}``, one for a record with all its streams in this answer, or ``{streams, collection, record,
    gone: true}`` for those that it has left. ``digests``: section 10.
2.4 Receipts come one per mutation, in the request's order: ``{mutation, outcome, version, repeated}``
    and, where they say something, ``voided``, ``late_scope``, ``code``, ``detail``, ``errors`` (by
    field) and ``conflicts`` (``[{field, yours, theirs, author, at}]``). ``mutation`` is null where its
    id was unreadable.
2.5 Whatever is not JSON with this ``protocol`` and as many receipts as mutations is *no answer*.

3 Outcomes
----------
3.1 ``applied``: every field took effect. The phone keeps it as *sent* until ``backed_up`` has passed
    its answer's ``server_time`` (read after the commit), at most 14 days.
3.2 ``conflict``: the fields that nobody else had moved took effect, the others are listed. Sent as
    well, and in need of attention: keep theirs, or set mine again (a new mutation with a fresh base).
3.3 ``refused``: nothing took effect. In need of attention: correct it under a new id, or hand it over.
    What names an *erased* record is dropped, on the phone too.
3.4 ``retry``: not decided now. It stays in the outbox, in order. ``internal`` is our own fault;
    ``parent_missing`` says that its record or root is absent *or not the sender's to see*, the same
    answer for both; ``waits`` that earlier work of that device on the same record is to be tried again
    first.
3.5 One bad mutation never stops those that do not depend on it, wherever it stands.
3.6 Bodies of conflicts and refusals are kept `KEPT_DAYS`. Each is also a record of `ATTENTION` in its
    author's own stream, so that a new phone shows it as well; settling it is an edit of that record.

4 The server's steps
--------------------
1.  Who is it? A session, a device, a person, and their scope read now. (The server's, before the
    engine.)
2.  What was answered before? The same author, id and body (HMAC over canonical JSON, RFC 8785) get the
    first outcome again, its values rendered from the record of now under the scope of now. The same id
    with another body is refused ``mutation_reused``. Ids are each author's own: another's reveals
    nothing and swallows nothing. Receipts are kept for good and hold no values. A ``retry`` is never
    stored.
3.  Lock named counters, then the roots that the batch names and what the rules declare, each in order,
    there yet or not. (Before 2. is read, so that a request that comes twice at once is answered once.) What
    turns out to be needed and was not declared restarts from step 2, enlarged.
4.  For each mutation, in order, on a working set:

    a. strictly read: an unknown key or field, a coerced number, an integer beyond ±(2^53−1), NaN, an
       infinity, NUL, half a character, a time that is none, spoil it and nothing else;
    b. names an erased record or root: ``erased``, answered before or not, and nothing of it is kept;
    c. its fields are lifted from their schema to the present one, and checked;
    d. whose is it to see and in which scope: section 6;
    e. policy, default deny; f. merge: section 5; g. the feature's conditions; h. what follows from it.

    A bug of ours in one mutation is ``retry internal`` for it alone. An edit that changes nothing makes
    no new version and no new line. Edits and children of a voided record are kept, and their receipts
    say ``voided``.
5.  Write everything in this one transaction: records, receipts, history, kept bodies, attention,
    counters. Last, take the positions from the streams' counters in name order: those are held until
    the commit, so that a reader never passes a position that is not committed yet.
6.  Commit to disk. Only then answer.
7.  Read the lines of each readable stream after its cursor, oldest first, up to ``limit``.

The house itself (load, worker, public intake) writes through 2 to 6 too: one way into the record table.

5 Merge
-------
5.1 The server orders, no clock decides, and only the server merges: see `sync.merge` for the rules.
5.2 What matters is appended, not assigned: a case is closed by a record of its answer, and a rule moves
    its status.
5.3 Records are voided, never deleted, but for retention and erasure. Whatever does not stay is in the
    history.

6 Scopes
--------
6.1 A record or root is visible that stands in a stream of the scope. In one request it stays visible
    that was so at its beginning.
    So is the one root whose code a guest holds, with what belongs to it, wherever it stands and for
    adding only: a guest pulls nothing.
6.2 The assignment in ``as`` must be held in the present scope. What was made under an ended scope that
    its author really had is accepted for `LATE_SCOPE_HOURS` after its end if it only creates, and
    nothing signed; it is marked ``late_scope``. Anything else under an ended scope is refused
    ``scope_changed``.
6.3 That grace ends when the phone names the present number: it does so only when nothing made under an
    older one is unanswered.

7 Audiences
-----------
7.1 A record is shown to a stream whole or not at all.
7.2 A phone keeps, per record, the streams it has it from. ``gone``, or a stream that is missing in a
    new list of ``streams``, takes one away; with the last one the record is dropped. Unsent work is
    never dropped with it.
7.3 In one epoch an older version never replaces a newer one. Unknown fields and collections are kept.
7.4 When a root's streams change, it enters the new ones with all its records, however old, and leaves
    ``gone`` lines in the old ones.
7.5 ``gone`` lines live `GONE_DAYS`; forgetting them raises the stream's floor. A cursor below it starts
    again at the beginning, and the stream is named in ``restarted``: what is not sent again has left
    it. A reading from the beginning has negative cursors until it has passed the floor. To a phone a
    cursor is an opaque number.

8 After a restore
-----------------
8.1 A request of an old epoch is pushed normally and answered with the new epoch, no changes and ``more:
    true``.
8.2 The phone, in one transaction, empties its cursors and puts what the old life had answered as sent
    before its unsent work, in the order of its making. The backup's gap fills up from the phones.
8.3 Records of the old life stay shown until they are read again, then any version replaces them. When
    ``more`` is false, what has not been read again is dropped.
8.4 Erased ids are kept outside the backups.

9 The phone
-----------
9.1 *Saved* means: in the outbox, on disk. What a screen shows is the committed record with what was
    sent and not read back, and then the outbox, laid over it: see `sync.overlay`.
9.2 New work is based on the version that is held, in the epoch it counts in; what was applied and not
    read back may lie on top of somebody else's change and is no base.
9.3 Work on a record whose earlier work is to be tried again waits behind it.

10 The self-check
-----------------
10.1 Every stream keeps, in its counter row, how many records stand in it and the sum of what each adds:
    see `sync.digest`. Both are brought up to date in the transaction that takes the positions, and read in
    the snapshot of the changes.
10.2 When ``more`` is false, ``digests`` tells ``{stream: [count, digest]}`` for the streams whose cursors
    moved in this answer; for all that may be read when the request says ``check: true``. So one change
    costs some twenty bytes, however many streams its reader has. Absent digests mean: no check.
10.3 A phone says ``check`` when it starts, once a day, and after every answer with ``more: true``: in the
    pages before, streams may have come to their end. It compares with the records as they are on its disk.
10.4 Where they differ, the phone reads that stream afresh: in one transaction it forgets the cursor and
    marks what it has from the stream as unsure. All stays shown meanwhile. What is named again is sure
    again, in whatever version (also an older one: the version that is held may be what is wrong); what is
    still unsure when ``more`` is false is dropped.
10.5 A stream is read afresh at most once in `AFRESH_HOURS`, by the server's time. If it differs again, that
    is said and nothing more is done; the next check that agrees ends it.
10.6 It is never silent: the phone tells its person, and its requests name the streams that differ in
    ``mismatched`` (``found``: being read afresh; ``stays``: differs still), which the server counts.
10.7 Lost streams, a new epoch and a stream that restarts (7.5) need no check of their own: the comparison is
    made when everything has been read, with what may be read then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.digest import Check
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
AFRESH_HOURS = 24

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
    matter: str | None = None
    """The one root that a guest holds the code of: theirs to add to wherever it stands, never to pull."""


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
    check: bool = False
    """Whether the digests of all streams are wanted, not only of those that moved."""
    mismatched: Mapping[str, str] = field(default_factory=dict)
    """Streams whose digest is not that of what the phone holds: ``found`` or ``stays``."""


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
    digests: Mapping[str, Check] = field(default_factory=dict)


def person_stream(person: str) -> str:
    """The key of the stream that only this person reads."""
    return f"person:{person}"
