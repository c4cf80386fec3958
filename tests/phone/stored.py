"""What the server's tables say, read beside the server and understood without its code."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.attachments.tables import blob
from server.auth.tables import area, assignment, person
from server.records.models import history, kept, line, receipt, record, stream
from tests.phone.station import CLOCK


@dataclass(frozen=True)
class Row:
    """A record."""

    collection: str
    root: str
    version: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Answered:
    """A receipt."""

    outcome: str
    code: str | None
    why: str
    record: str


@dataclass
class Stored:
    """Of one neighbourhood's people what concerns them; of records and lines all there is."""

    people: Mapping[str, str]
    """Login → id."""
    records: Mapping[str, Row]
    stands_in: Mapping[str, set[str]]
    """Record → keys of the streams with a line that is not gone."""
    names: Mapping[str, str]
    """Stream key → its name on the wire."""
    streams: Mapping[str, set[str]]
    """Person → keys of the streams that are theirs to read today."""
    receipts: Mapping[tuple[str, str], Answered]
    attention: Counter[str]
    """Mutation → how many records of attention there are for it."""
    kept: Mapping[str, str]
    blobs: Mapping[str, str]
    _history: Mapping[str, str]

    def readable(self, who: str) -> dict[str, set[str]]:
        """Every record that is this person's to see, with the wire names of the streams that say so."""
        mine = self.streams[who]
        return {
            id_: {self.names[key] for key in keys & mine}
            for id_, keys in self.stands_in.items()
            if keys & mine
        }

    def said_of(self, id_: str) -> str:
        """All that stands in a record and has ever stood in it."""
        there = self.records.get(id_)
        return (json.dumps(there.fields) if there else "") + self._history[id_]


def read_stored(connection: Connection, logins: Sequence[str]) -> Stored:
    wanted = select(person.c.login, person.c.id).where(person.c.login.in_(logins))
    people = {row.login: row.id for row in connection.execute(wanted)}
    records = {
        row.id: Row(row.collection, row.root, row.version, json.loads(row.fields))
        for row in connection.execute(select(record))
    }
    keys = {row.id: row.key for row in connection.execute(select(stream))}
    stands_in: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(line).where(line.c.gone_at.is_(None))):
        stands_in[row.record].add(keys[row.stream_id])
    past: dict[str, str] = defaultdict(str)
    for row in connection.execute(select(history)):
        past[row.record] += row.value
    bodies: dict[str, str] = defaultdict(str)
    for row in connection.execute(select(kept)):
        bodies[row.mutation] += row.body
    answered = {
        (row.person, row.mutation): Answered(
            row.outcome, json.loads(row.more or "{}").get("code"), row.more or "", row.record
        )
        for row in connection.execute(select(receipt).where(receipt.c.person.in_(people.values())))
    }
    notes = Counter(one.fields["mutation"] for one in records.values() if one.collection == "attention")
    return Stored(
        people=people,
        records=records,
        stands_in=stands_in,
        names={key: f"s{id_}" for id_, key in keys.items()},
        streams={id_: _streams(connection, id_, CLOCK.today()) for id_ in people.values()},
        receipts=answered,
        attention=notes,
        kept=bodies,
        blobs={row.sha256: row.state for row in connection.execute(select(blob))},
        _history=past,
    )


def _streams(connection: Connection, who: str, today: date) -> set[str]:
    """The person's own stream, and with each assignment of today the district's and its grids'."""
    areas = {row.id: row for row in connection.execute(select(area))}
    keys = {f"person:{who}"}
    for held in connection.execute(select(assignment).where(assignment.c.person_id == who)):
        if held.valid_from > today or (held.valid_to is not None and held.valid_to < today):
            continue
        keys.add("district")
        for one in areas.values():
            above = one
            while above.id != held.area_id and above.parent_id is not None:
                above = areas[above.parent_id]
            if one.level == "grid" and above.id == held.area_id:
                keys.add(f"grid:{one.id}")
    return keys
