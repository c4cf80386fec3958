"""Areas are split, merged and moved on a day; what is open in them moves along, what is closed stays.

An open case or a place whose grid has ended goes into the grid that replaces it: the one of its place, the
one its position lies in, or the only one there is. A place also follows its unit into another grid.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from server.auth.tables import area
from server.clock import Clock
from server.district.model import Ring
from server.district.publish import publish
from server.district.records import Written
from server.district.rings import contains
from server.records.models import record

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewGrid:
    """A grid that replaces others."""

    id: str
    outline: Ring | None


def move_open_roots(connection: Connection, clock: Clock) -> None:
    """Moves what is due to move on this day; harmless to repeat."""
    places = list(moved_places(connection, clock.today()))
    publish(connection, clock, places)
    publish(connection, clock, moved_cases(connection, clock.today()))


def moved_places(connection: Connection, today: date) -> Iterator[Written]:
    """Places that stand in another grid than their unit, or in a grid that was replaced."""
    units = dict(connection.execute(select(area.c.id, area.c.parent_id).where(area.c.level == "unit")).all())
    heirs = _heirs(connection, today)
    for ident, fields in _records(connection, "places", None):
        grid = units.get(fields.get("unit")) or fields["area"]
        if grid in heirs:
            grid = heir(heirs[grid], None, fields.get("position"))
        if grid != fields["area"]:
            yield "places", ident, {"area": grid}


def moved_cases(connection: Connection, today: date) -> Iterator[Written]:
    """Cases that are not closed and stand in a grid that was replaced."""
    heirs = _heirs(connection, today)
    if not heirs:
        return
    open_cases = [
        (ident, fields)
        for ident, fields in _records(connection, "cases", heirs)
        if fields.get("status") != "closed" and fields.get("area") in heirs
    ]
    if not open_cases:
        return
    homes = {ident: fields["area"] for ident, fields in _records(connection, "places", None)}
    for ident, fields in open_cases:
        place = homes.get(str(fields.get("place")))
        yield "cases", ident, {"area": heir(heirs[fields["area"]], place, fields.get("position"))}


def heir(grids: Sequence[NewGrid], place_grid: str | None, position: Mapping[str, float] | None) -> str:
    """Which of the new grids something goes to: its place's, the one around it, the first by code."""
    if any(grid.id == place_grid for grid in grids):
        return str(place_grid)
    for grid in grids:
        if position and grid.outline and contains(grid.outline, (position["lon"], position["lat"])):
            return grid.id
    return grids[0].id


def _heirs(connection: Connection, today: date) -> dict[str, list[NewGrid]]:
    """By the id of a grid that has ended the grids that replace it today, in the order of their codes."""
    here = (area.c.level == "grid", area.c.valid_from <= today)
    ended = set(connection.execute(select(area.c.id).where(*here, area.c.valid_to < today)).scalars())
    holds = or_(area.c.valid_to.is_(None), area.c.valid_to >= today)
    heirs: dict[str, list[NewGrid]] = {}
    for row in connection.execute(
        select(area).where(*here, holds, area.c.replaces != "[]").order_by(area.c.code)
    ):
        ring = tuple((x, y) for x, y in json.loads(row.outline)) if row.outline else None
        for old in json.loads(row.replaces):
            if old in ended:
                heirs.setdefault(old, []).append(NewGrid(row.id, ring))
    return heirs


def _records(
    connection: Connection, collection: str, grids: Iterable[str] | None
) -> Iterator[tuple[str, Fields]]:
    """The records of a collection, of those grids only where they are given."""
    wanted = select(record.c.id, record.c.fields).where(record.c.collection == collection)
    if grids is not None:
        wanted = wanted.where(
            or_(*(record.c.streams.contains(f"grid:{grid}", autoescape=True) for grid in grids))
        )
    for row in connection.execute(wanted.order_by(record.c.id)):
        yield row.id, json.loads(row.fields)
