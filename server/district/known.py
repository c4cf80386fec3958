"""What an installation already holds, in the words of a district file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from server.auth.tables import area
from server.district.model import Area, Checklist, Known
from server.district.words import LEVELS
from server.records.models import record


def known(connection: Connection) -> Known:
    """The areas and checklists that a file may name without repeating them.

    Of outlines only the district's is read, of checklists only what tells whether they fit a place.
    """
    rows = sorted(connection.execute(select(area)), key=lambda row: LEVELS.index(row.level))
    areas: dict[str, Area] = {}
    for row in rows:
        areas[row.id] = _area(row, areas.get(row.parent_id))
    found = connection.execute(
        select(record.c.id, record.c.fields).where(record.c.collection == "checklists")
    )
    return Known(tuple(areas.values()), tuple(_checklist(row.id, json.loads(row.fields)) for row in found))


def _area(row: Row[Any], parent: Area | None) -> Area:
    outline = json.loads(row.outline) if row.outline and row.level == "district" else None
    return Area(
        id=row.id,
        code=row.code,
        name=row.name,
        name_en=None,
        level=row.level,
        parent=parent.code if parent else None,
        parent_id=row.parent_id,
        type=row.type,
        outline=tuple((x, y) for x, y in outline) if outline else None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaces=(),
        path=(*(parent.path if parent else ()), row.code),
    )


def _checklist(record_id: str, fields: Mapping[str, Any]) -> Checklist:
    last = fields.get("valid_to")
    return Checklist(
        id=record_id,
        code=fields["code"],
        edition=fields["edition"],
        duty_class=fields["duty_class"],
        name=fields["name"],
        unit_types=tuple(fields["unit_types"]),
        valid_from=date.fromisoformat(fields["valid_from"]),
        valid_to=date.fromisoformat(last) if last else None,
        questions=(),
    )
