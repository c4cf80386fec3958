"""Positions in streams: given out last of all, from the streams' counter rows, in the order of their names.

Those rows stay locked until the commit, so a pull never passes a position that is not committed yet. With the
position each row keeps count and digest of what stands in its stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from server.records import models
from server.records.statements import Row, Statements
from sync.digest import MODULUS, line_digest
from sync.store import Placement

_LINES = ("stream_id", "position", "record", "collection", "root", "gone_at", "digest")
_MOVE = (
    "ON CONFLICT (stream_id, record) DO UPDATE SET position = excluded.position,"
    " collection = excluded.collection, root = excluded.root, gone_at = excluded.gone_at,"
    " digest = excluded.digest"
)
_DIGEST = f"& {MODULUS - 1}"
_ADVANCE_SQLITE = (
    "UPDATE stream SET position = ?, (count, digest) ="
    f" (SELECT stream.count + ? - before.count, (stream.digest + ? - before.digest) {_DIGEST}"
    # CROSS JOIN: one look for each record. Left to itself, SQLite looks through the whole stream.
    " FROM (SELECT count(*) AS count, COALESCE(sum(line.digest), 0) AS digest"
    " FROM json_each(?) AS named CROSS JOIN line"
    " ON line.stream_id = ? AND line.record = named.value WHERE line.gone_at IS NULL) AS before)"
    " WHERE id = ?"
)
_ADVANCE_POSTGRESQL = (
    "UPDATE stream SET position = new.position, count = stream.count + new.count - before.count,"
    f" digest = (stream.digest + new.digest - before.digest) {_DIGEST}"
    " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], string_to_array(?, ';'))"
    " AS new (id, position, count, digest, records),"
    " LATERAL (SELECT count(*) AS count, COALESCE(CAST(sum(here.digest) AS bigint), 0) AS digest"
    " FROM unnest(string_to_array(new.records, ',')) AS named (record),"
    # LIMIT keeps this one look for each record, too: nobody can join it to the whole stream.
    " LATERAL (SELECT line.digest FROM line WHERE line.stream_id = new.id"
    " AND line.record = named.record AND line.gone_at IS NULL LIMIT 1) AS here) AS before"
    " WHERE stream.id = new.id"
)
"""What the lines of these records had added before is taken away, what they add now is put in its place."""


def place(say: Statements, placements: Iterable[Placement], now: str) -> None:
    """A new line for each record at the end of each of its streams, and a ``gone`` one where it has left."""
    wanted: dict[str, dict[str, tuple[Placement, bool]]] = {}
    for placement in placements:
        for key in placement.streams:
            wanted.setdefault(key, {})[placement.record] = (placement, False)
        for key in placement.left - placement.streams:
            wanted.setdefault(key, {})[placement.record] = (placement, True)
    if not wanted:
        return
    lines: list[Row] = []
    counters: list[Row] = []
    for key, number, last in _locked(say, sorted(wanted)):
        here = wanted[key]
        standing = added = 0
        for position, (placement, gone) in enumerate(here.values(), last + 1):
            digest = 0 if gone else line_digest(placement.record, placement.version)
            standing += not gone
            added += digest
            lines.append(
                (
                    number,
                    position,
                    placement.record,
                    placement.collection,
                    placement.root,
                    now if gone else None,
                    digest,
                )
            )
        counters.append((number, last + len(here), standing, added % MODULUS, list(here)))
    _advance(say, counters)
    say.insert(models.line, _LINES, lines, _MOVE)


def _advance(say: Statements, counters: Sequence[Row]) -> None:
    """Position, count and digest of each stream: ``(id, position, standing, digest, records)``.

    It must be a statement after the one that locks, and before the lines are written: only then does it see
    the lines as they are now (on PostgreSQL a locking statement may wait, and look at older lines then).
    """
    if say.sqlite:
        rows = [
            (position, standing, digest, json.dumps(records), number, number)
            for number, position, standing, digest, records in counters
        ]
        say.connection.exec_driver_sql(_ADVANCE_SQLITE, rows)
    else:
        *columns, records = map(list, zip(*counters, strict=True))
        joined = ";".join(map(",".join, records))
        say.execute(_ADVANCE_POSTGRESQL, *columns, joined)


def _locked(say: Statements, keys: Sequence[str]) -> Sequence[Row]:
    """``(key, id, last position)`` of every stream; one is made with its first line."""
    sql = "SELECT key, id, position FROM stream WHERE key {ids} ORDER BY key"
    if not say.sqlite:
        sql += " FOR UPDATE"
    found = say.select_ids(sql, keys)
    if len(found) < len(keys):
        known = {row[0] for row in found}
        fresh = [(key, 0) for key in keys if key not in known]
        say.insert(models.stream, ("key", "position"), fresh, "ON CONFLICT DO NOTHING")
        found = say.select_ids(sql, keys)
    return found
