"""Positions in streams: given out last of all, from the streams' counter rows, in the order of their names.

Those rows stay locked until the commit, so a pull never passes a position that is not committed yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.records import models
from server.records.statements import Row, Statements
from sync.store import Placement

_LINES = ("stream_id", "position", "record", "collection", "root", "gone_at")
_MOVE = (
    "ON CONFLICT (stream_id, record) DO UPDATE SET position = excluded.position,"
    " collection = excluded.collection, root = excluded.root, gone_at = excluded.gone_at"
)


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
        here = wanted[key].values()
        for position, (placement, gone) in enumerate(here, last + 1):
            lines.append(
                (
                    number,
                    position,
                    placement.record,
                    placement.collection,
                    placement.root,
                    now if gone else None,
                )
            )
        counters.append((last + len(here), number))
    say.update(models.stream, "id", ("position",), counters)
    say.insert(models.line, _LINES, lines, _MOVE)


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
