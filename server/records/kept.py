"""What was refused or in conflict, as it came: for its author, and for those who lead where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from server.auth.directory import AreaTree
from server.records.policy import LEADING
from server.records.rows import RECEIPT_COLUMNS, receipt_of
from server.records.statements import Row, Statements
from server.records.text import loads_exact
from sync.protocol import KEPT_DAYS, Actor

_KEPT = "SELECT mutation, person, body, code, area, kept_at FROM kept WHERE mutation = ? ORDER BY person"
_RECEIPT = f"SELECT {', '.join(RECEIPT_COLUMNS)} FROM receipt WHERE person = ? AND mutation = ?"


def kept_mutation(
    connection: Connection, mutation: str, actor: Actor, tree: AreaTree, now: datetime
) -> Mapping[str, Any] | None:
    """``{mutation, person, body, receipt, kept_until}``, or None: absent and not the asker's look alike."""
    say = Statements(connection)
    for row in say.select(_KEPT, mutation):
        kept_until = datetime.fromisoformat(row[5]) + timedelta(days=KEPT_DAYS)
        if kept_until > now and (row[1] == actor.person or _leads(actor, row[4], tree)):
            return {
                "mutation": row[0],
                "person": row[1],
                "body": loads_exact(row[2]),
                "receipt": _receipt(say, row),
                "kept_until": kept_until.isoformat(timespec="seconds"),
            }
    return None


def _leads(actor: Actor, area: str | None, tree: AreaTree) -> bool:
    """Whether a leading assignment covers the whole area that it was made in."""
    grids = tree.grids_under(area) if area else frozenset()
    return bool(grids) and any(
        assignment.role in LEADING and grids <= assignment.grids
        for assignment in actor.scope.assignments.values()
    )


def _receipt(say: Statements, kept: Row) -> Mapping[str, Any]:
    rows = say.select(_RECEIPT, kept[1], kept[0])
    if not rows:
        return {"mutation": kept[0], "outcome": "refused", "code": kept[3]}
    stored = receipt_of(rows[0])
    told: dict[str, Any] = {"mutation": stored.mutation, "outcome": stored.outcome}
    for name in ("version", "code", "detail"):
        if (value := getattr(stored, name)) is not None:
            told[name] = value
    if stored.errors:
        told["errors"] = stored.errors
    if stored.fields:
        told["conflicts"] = [{"field": field} for field in stored.fields]
    return told
