"""Who may read which records online, and the list itself. The same policy table as everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass

from sqlalchemy import Connection

from server.records.collection import Collection
from server.records.listing import Columns, Condition, conditions, order
from server.records.policy import Policy
from server.records.registry import collections
from server.records.statements import Row, Statements
from sync.protocol import Actor, Json, person_stream

PER_PAGE, MAX_PER_PAGE, MAX_PAGE = 50, 200, 10_000
_COLUMNS = "record.id, record.root, record.version, record.fields"
EVERYTHING = Condition("1 = 1")


@dataclass(frozen=True, slots=True)
class Question:
    where: Json
    sort: str = "-id"
    page: int = 1
    per_page: int = PER_PAGE


def readable(actor: Actor, collection: Collection, table: Policy) -> Condition | None:
    """What this person may read of a collection under any of their assignments; None: nothing at all."""
    grids: set[str] = set()
    relations: set[str] = set()
    for assignment in actor.scope.assignments.values():
        found = table.relations(assignment.role, collection.name, "read")
        relations |= found
        if "area" in found:
            grids |= assignment.grids
    if not relations:
        return None
    parts: list[Condition] = []
    if guarded(collection):
        parts.append(_standing_in([person_stream(actor.person), *_led(actor)]))
    if "district" in relations:
        if not guarded(collection):
            return EVERYTHING
        # What stands in no grid is for leaders and authors.
        parts.append(Condition("record.area IS NOT NULL"))
    if collection.audience in ("leaders", "handlers"):
        if grids:
            parts.append(_standing_in(f"leaders:{grid}" for grid in grids))
    elif grids and collection.audience == "grid":
        # Long histories: also what has left the phones.
        parts.append(Condition(f"record.area IN ({_marks(grids)})", tuple(sorted(grids))))
    elif grids:
        parts.append(_standing_in(f"grid:{grid}" for grid in grids))
    if "own" in relations:
        mine = collection.audience in ("person", "handlers")
        parts.append(
            _standing_in([person_stream(actor.person)])
            if mine
            else Condition("record.person = ?", (actor.person,))
        )
    return Condition(f"({' OR '.join(part.sql for part in parts) or '1 = 0'})", _values(parts))


def guarded(collection: Collection) -> bool:
    """Whether records of it may hang from a root that is for leaders and its author alone."""
    return any(collections()[root].audience == "leaders" for root in collection.roots)


def _led(actor: Actor) -> list[str]:
    return [key for key in actor.scope.streams if key.startswith("leaders:")]


def _standing_in(streams: Iterable[str]) -> Condition:
    keys = sorted(streams)
    sql = (
        "record.id IN (SELECT line.record FROM line JOIN stream ON stream.id = line.stream_id"
        f" WHERE line.gone_at IS NULL AND stream.key IN ({_marks(keys)}))"
    )
    return Condition(sql, tuple(keys))


def _marks(values: Sized) -> str:
    return ", ".join("?" * len(values))


def listed(
    connection: Connection, collection: Collection, visible: Condition, question: Question
) -> tuple[Sequence[Row], int]:
    """One page of ``(id, root, version, fields text)``, and how many there are in all."""
    say = Statements(connection)
    columns = Columns(collection, sqlite=say.sqlite)
    wanted = [
        Condition("record.collection = ?", (collection.name,)),
        visible,
        *conditions(question.where, columns),
    ]
    source = f"FROM record WHERE {' AND '.join(part.sql for part in wanted)}"
    sorting = order(question.sort, columns)
    values = _values(wanted)
    ((total,),) = say.select(f"SELECT count(*) {source}", *values)
    skipped = (question.page - 1) * question.per_page
    if skipped >= total:
        return (), total
    sql = f"SELECT {_COLUMNS} {source} ORDER BY {sorting} LIMIT ? OFFSET ?"
    return say.select(sql, *values, question.per_page, skipped), total


def _values(parts: Iterable[Condition]) -> tuple[object, ...]:
    return tuple(value for part in parts for value in part.values)
