"""One writing transaction of the engine over the record tables (`sync.store.Transaction`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from server.records import models
from server.records.positions import place
from server.records.rows import (
    RECEIPT_COLUMNS,
    RECORD_COLUMNS,
    fields_and_stamps,
    grid_of,
    receipt_of,
    receipt_row,
    record_of,
    record_row,
    streams_text,
)
from server.records.statements import Question, Row, Statements
from server.records.text import dumps, short
from sync.protocol import Record
from sync.store import Batch, StoredReceipt

_RECORDS = f"SELECT {', '.join(RECORD_COLUMNS)} FROM record WHERE "
_RECEIPTS = f"SELECT {', '.join(RECEIPT_COLUMNS)} FROM receipt WHERE mutation {{ids}} AND person = ?"
_ERASED = "SELECT id FROM erased WHERE id {ids}"
_LIVES = "SELECT id FROM epoch ORDER BY number"
_COUNTERS = "SELECT name, value FROM counter WHERE name {ids} ORDER BY name FOR UPDATE"
_HISTORY = ("record", "field", "value", "mutation", "author", "at", "version", "why")
_KEPT = ("mutation", "person", "body", "code", "area", "kept_at")


class SqlTransaction:
    """Nothing here outlives the connection's transaction. ``now`` dates what is kept for a while only."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._say = Statements(connection)
        self._now = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._held: dict[str, Record | None] = {}
        """Roots as they were when they were locked, and what was foreseen; None for what was not there."""
        self._held_counters: dict[str, int] = {}
        self._lives: list[str] = []
        self._foreseen: tuple[str, list[str], list[str]] | None = None
        self._answered: dict[str, StoredReceipt] | None = None
        self._erased: frozenset[str] | None = None

    @property
    def epoch(self) -> str:
        return self.epochs[-1]

    @property
    def epochs(self) -> Sequence[str]:
        if not self._lives:
            self._lives = [row[0] for row in self._say.select(_LIVES)]
        return self._lives

    def foresee(self, person: str, mutations: Sequence[str], records: Sequence[str]) -> None:
        self._foreseen = (person, list(mutations), list(records))

    def lock(self, keys: Sequence[str]) -> None:
        """SQLite's one writer holds everything already.

        On PostgreSQL all of this is one round trip, in this order, and with it goes what was foreseen: each
        statement sees what was committed when it begins, so it reads what the locks before it hold.

        Rows are locked where they are, in id order: no number of roots exhausts its table of
        locks. A root that is not there yet has no row: when two make it at once the second one's insert
        fails, and `SqlStore.write` begins again and finds the first one's.

        Counters come first. A record that rules make (a leader's alert of the day) may come into being while
        this one waits for a counter: looked for before, it would be written later without having been
        locked, against the order, and two such pushes would wait for each other.
        """
        if self._say.sqlite:
            return
        wanted = sorted(set(keys))
        counters = [key for key in wanted if ":" in key]
        roots = [key for key in wanted if ":" not in key]
        fresh = [(name, 0) for name in counters]
        self._say.insert(models.counter, ("name", "value"), fresh, "ON CONFLICT DO NOTHING")
        person, mutations, records = self._foreseen or ("", [], [])
        rooted = set(roots)
        others = [id_ for id_ in records if id_ not in rooted]
        questions: list[Question] = [
            (_COUNTERS, [counters]),
            (_RECORDS + "id {ids} ORDER BY id FOR UPDATE", [roots]),
            (_LIVES, ()),
            (_RECEIPTS, [mutations, person]),
            (_ERASED, [records]),
            (_RECORDS + "id {ids}", [others]),
        ]
        found_counters, held, lives, answered, erased, read = self._ask(questions)
        self._held_counters = {row[0]: row[1] for row in found_counters}
        self._held = dict.fromkeys([*roots, *others]) | {row[0]: record_of(row) for row in (*held, *read)}
        self._lives = [row[0] for row in lives]
        if self._foreseen is not None:
            self._answered = {row[1]: receipt_of(row) for row in answered}
            self._erased = frozenset(row[0] for row in erased)

    def _ask(self, questions: Sequence[Question]) -> list[Sequence[Row]]:
        """One round trip; a question about nothing has no rows and is not put."""
        put = [bool(values[0]) if values else True for _, values in questions]
        rows = iter(
            self._say.select_all([each for each, wanted in zip(questions, put, strict=True) if wanted])
        )
        return [next(rows) if wanted else () for wanted in put]

    def receipts(self, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]:
        foreseen = self._foreseen
        if self._answered is not None and foreseen and foreseen[0] == person and {*ids} <= {*foreseen[1]}:
            return {id_: self._answered[id_] for id_ in ids if id_ in self._answered}
        return {row[1]: receipt_of(row) for row in self._say.select_ids(_RECEIPTS, ids, person)}

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        if self._erased is not None and self._foreseen and {*ids} <= {*self._foreseen[2]}:
            return self._erased & frozenset(ids)
        return frozenset(row[0] for row in self._say.select_ids(_ERASED, ids))

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]:
        """What was read under the locks is not read again: it cannot have changed since."""
        found = {id_: record for id_ in ids if (record := self._held.get(id_)) is not None}
        others = [id_ for id_ in ids if id_ not in self._held]
        rows = self._say.select_ids(_RECORDS + "id {ids}", others)
        return found | {row[0]: record_of(row) for row in rows}

    def families(self, roots: Sequence[str]) -> Sequence[Record]:
        rows = self._say.select_ids(_RECORDS + "root {ids} ORDER BY id", roots)
        return [record_of(row) for row in rows]

    def counters(self, names: Sequence[str]) -> Mapping[str, int]:
        others = [name for name in names if name not in self._held_counters]
        rows = self._say.select_ids("SELECT name, value FROM counter WHERE name {ids}", others)
        return dict.fromkeys(names, 0) | self._held_counters | {row[0]: row[1] for row in rows}

    def write(self, batch: Batch) -> None:
        say = self._say
        streams = {placement.record: placement.streams for placement in batch.placements}
        say.insert(
            models.record,
            (*RECORD_COLUMNS, "area"),
            [record_row(record, streams.pop(record.id, frozenset())) for record in batch.created],
        )
        say.update(
            models.record,
            "id",
            ("version", "fields", "stamps", "streams", "area"),
            [
                (record.version, *fields_and_stamps(record), *_standing(record.streams), record.id)
                for record in batch.changed
            ],
            keep="area",
        )
        # A root that moves takes records along that are not changed themselves.
        changed = {record.id for record in batch.changed}
        moved = [(*_standing(now), ident) for ident, now in streams.items() if ident not in changed]
        say.update(models.record, "id", ("streams", "area"), moved, keep="area")
        say.insert(models.receipt, RECEIPT_COLUMNS, [receipt_row(stored) for stored in batch.receipts])
        say.insert(
            models.history,
            _HISTORY,
            [
                (d.record, short(d.field, 60), dumps(d.value), d.mutation, d.author, d.at, d.version, d.why)
                for d in batch.displaced
            ],
        )
        say.insert(
            models.kept,
            _KEPT,
            [(k.mutation, k.person, k.body, k.code, k.area, self._now) for k in batch.kept],
            "ON CONFLICT DO NOTHING",
        )
        say.insert(
            models.counter,
            ("name", "value"),
            sorted(batch.counters.items()),
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        place(say, batch.placements, self._now)


def _standing(streams: frozenset[str]) -> tuple[str, str | None]:
    """Where a record stands, and in which grid it lies; what stands nowhere any more lies where it lay."""
    return streams_text(streams), grid_of(streams)
