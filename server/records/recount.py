"""The server's own self-check: what the streams say of themselves, against the records as they are.

Phones compare with each stream's count and digest; this compares those with the truth. What differs is a bug
of ours or a hand in the database. It is told in the log, and put right so that phones hear of it: the records
in question get new lines, at new positions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection, Engine

from server.db import reading, run_writing
from server.records.positions import place
from server.records.statements import Statements
from server.records.transaction import SqlTransaction
from sync.digest import MODULUS, Check, line_digest
from sync.store import Placement

log = structlog.get_logger("records")
AT_ONCE = 200
RESTS = 3
"""So much longer than each piece of work is the rest after it."""
_STREAMS = "SELECT id FROM stream ORDER BY id"
_LINES = (
    "SELECT line.record, line.digest, record.version FROM line LEFT JOIN record ON record.id = line.record"
    " WHERE line.stream_id = ? AND line.gone_at IS NULL"
)
_TOO_MANY = (
    "SELECT DISTINCT line.record FROM line JOIN stream ON stream.id = line.stream_id"
    " LEFT JOIN record ON record.id = line.record WHERE line.gone_at IS NULL"
    " AND (record.id IS NULL OR ' ' || record.streams || ' ' NOT LIKE '% ' || stream.key || ' %')"
)
_TOO_FEW = (
    "SELECT record.id FROM record"
    " LEFT JOIN (SELECT record, count(*) AS number FROM line WHERE gone_at IS NULL GROUP BY record) AS lines"
    " ON lines.record = record.id WHERE record.streams <> '' AND COALESCE(lines.number, 0)"
    " <> length(record.streams) - length(replace(record.streams, ' ', '')) + 1"
)
_STANDING = (
    "SELECT line.record, line.collection, line.root, stream.key FROM line"
    " JOIN stream ON stream.id = line.stream_id WHERE line.gone_at IS NULL AND line.record {ids}"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """``streams``: ids of those whose count or digest is not that of their lines. ``records``: ids of those
    whose lines do not say where they stand, or in which version."""

    streams: Sequence[int]
    records: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.streams or self.records)


def recount(connection: Connection) -> Difference:
    """In one snapshot; reads every line once."""
    say = Statements(connection)
    streams = [row[0] for row in say.select(_STREAMS)]
    return _all_of([Difference((), _astray(say)), *(_of_stream(say, number) for number in streams)])


def recount_slowly(engine: Engine, rest: Callable[[float], None] = time.sleep) -> Difference:
    """The same stream by stream, each in a snapshot of its own, and with rests: phones come first.

    A stream and its lines agree in every snapshot, whatever is written between two of them.
    """
    with reading(engine) as connection:
        say = Statements(connection)
        streams = [row[0] for row in say.select(_STREAMS)]
        found = [Difference((), _astray(say))]
    for number in streams:
        began = time.perf_counter()
        with reading(engine) as connection:
            found.append(_of_stream(Statements(connection), number))
        rest(RESTS * (time.perf_counter() - began))
    return _all_of(found)


def _astray(say: Statements) -> list[str]:
    """Records with a line where they do not stand, or without one where they do."""
    return [row[0] for row in [*say.select(_TOO_MANY), *say.select(_TOO_FEW)]]


def _of_stream(say: Statements, number: int) -> Difference:
    ((count, digest),) = say.select("SELECT count, digest FROM stream WHERE id = ?", number)
    lines = say.select(_LINES, number)
    agrees = (count, digest) == _sum(row[1] for row in lines)
    known = [line for line in lines if line[2] is not None]
    stale = [id_ for id_, told, version in known if told != line_digest(id_, version)]
    return Difference(() if agrees else (number,), stale)


def _all_of(parts: Iterable[Difference]) -> Difference:
    each = list(parts)
    records = {record for part in each for record in part.records}
    return Difference([stream for part in each for stream in part.streams], sorted(records))


def put_right(engine: Engine, found: Difference, now: datetime) -> None:
    """The records' lines first, then the sums, each in short transactions. Twice is harmless."""
    for start in range(0, len(found.records), AT_ONCE):
        ids = list(found.records[start : start + AT_ONCE])
        run_writing(engine, partial(_place_again, ids=ids, now=now))
    for number in found.streams:
        run_writing(engine, partial(_sum_again, number=number))


def recount_and_put_right(engine: Engine, now: datetime) -> Difference:
    found = recount_slowly(engine)
    if found:
        log.error(
            "streams did not agree with their records", streams=len(found.streams), records=len(found.records)
        )
        put_right(engine, found, now)
    return found


def _place_again(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """A new line wherever each of these stands, a ``gone`` one where it only seems to stand."""
    say = Statements(connection)
    roots = {record.root for record in SqlTransaction(connection, now).records(ids).values()}
    transaction = SqlTransaction(connection, now)
    transaction.lock(sorted(roots))
    placements = {
        record.id: Placement(record.id, record.collection, record.root, record.version, record.streams)
        for record in transaction.records(ids).values()
    }
    for id_, collection, root, key in say.select_ids(_STANDING, ids):
        before = placements.get(id_) or Placement(id_, collection, root, 0, frozenset())
        placements[id_] = replace(before, left=before.left | {key})
    place(say, placements.values(), now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def _sum_again(connection: Connection, number: int) -> None:
    say = Statements(connection)
    say.select("SELECT id FROM stream WHERE id = ?" + ("" if say.sqlite else " FOR UPDATE"), number)
    rows = say.select("SELECT digest FROM line WHERE stream_id = ? AND gone_at IS NULL", number)
    say.execute("UPDATE stream SET count = ?, digest = ? WHERE id = ?", *_sum(row[0] for row in rows), number)


def _sum(digests: Iterable[int]) -> Check:
    each = list(digests)
    return len(each), sum(each) % MODULUS
