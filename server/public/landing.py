"""Where a resident's report lands: the area of the case, and what is said of the place.

1. A code on a poster names a unit, a grid or a place: there.
2. A chosen building is a unit or a grid: there.
3. A position: the unit, else the grid, whose outline it lies in. Outside of all of them it is not taken.
4. Only a community or a street is known: its desk, the grid in which its appeals station stands; where that
   is in none, the first of its grids by code. Whoever leads there knows the neighbours and moves the case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from server.auth.directory import Area, AreaTree
from server.auth.tables import area as area_table
from server.district.rings import contains
from server.errors import Invalid
from server.records.listing import Columns, conditions
from server.records.registry import collections
from server.records.statements import Statements

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Landing:
    """``area`` is a grid or a unit; ``address`` is what the resident chose, in the district's own names."""

    area: str
    address: str
    place: str | None = None
    position: Mapping[str, float] | None = None

    def fields(self) -> dict[str, Any]:
        told = {"area": self.area, "address": self.address, "place": self.place, "position": self.position}
        return {name: value for name, value in told.items() if value}


class Ground:
    """The areas of one day, as far as the question needs them."""

    def __init__(self, connection: Connection, tree: AreaTree, today: date) -> None:
        self.connection = connection
        self.tree = tree
        self.today = today

    def land(self, where: Mapping[str, Any]) -> Landing:
        """Exactly one of ``at``, ``area``, ``position``; the first two may have a position beside them."""
        position = where.get("position")
        if where.get("at") is not None:
            found = self.of_poster(where["at"])
            if found is None:
                raise _wrong("at", "unknown_place", "This poster is not known here any more.")
            return found
        if where.get("area") is not None:
            return self._chosen(where["area"])
        return self._around(position or {})

    def of_poster(self, code: str) -> Landing | None:
        """What a poster's code stands for: a unit or a grid by its code, else a place by its code."""
        known = [one for one in self.tree.by_code(code) if one.level in ("unit", "grid") and self.holds(one)]
        if known:
            one = max(known, key=lambda area: area.level == "unit")
            return Landing(one.id, self.words(one.id))
        for ident, fields in self._records("places", {"code": code}):
            area = fields.get("unit") or fields["area"]
            if fields.get("void") is not True and self.tree.grid_of(area):
                address = f"{self.words(area)} {fields['name']}"
                return Landing(area, address, place=ident, position=_spot(fields.get("position")))
        return None

    def words(self, area: str) -> str:
        """Such as 公明街道 东社区 东岸花园: what stands between the district and its grids."""
        path = [one for one in self.tree.path(area) if one.level not in ("district", "grid")]
        return " ".join(one.name for one in path)

    def holds(self, one: Area) -> bool:
        return bool(self._rows(area_table.c.id == one.id))

    def _chosen(self, area: str) -> Landing:
        one = self.tree.get(area)
        if one is None or one.level == "district" or not self.holds(one):
            raise _wrong("area", "unknown_place", "Choose a street and a building from the list.")
        if one.level in ("unit", "grid"):
            return Landing(one.id, self.words(one.id))
        desk = self._desk(one)
        if desk is None:
            raise _wrong("area", "unknown_place", "Choose a street and a building from the list.")
        return Landing(desk, self.words(one.id))

    def _around(self, position: Mapping[str, float]) -> Landing:
        spot = (position["lon"], position["lat"])
        grid = self._grid_around(spot)
        if grid is None:
            raise _wrong(
                "position", "outside", "This is outside our district. Choose a street and a building instead."
            )
        units = self._rows(area_table.c.parent_id == grid, area_table.c.level == "unit")
        area = next((row.id for row in units if _inside(row, spot)), grid)
        return Landing(area, self.words(area), position=dict(position))

    def _grid_around(self, spot: Point) -> str | None:
        grids = self._rows(area_table.c.level == "grid")
        return next((str(row.id) for row in grids if _inside(row, spot)), None)

    def _desk(self, one: Area) -> str | None:
        """The grid that hears what concerns a community or street of which no more is known."""
        grids = self.tree.grids_under(one.id)
        stations = sorted(self._records("stations", {"area": one.id}), key=lambda each: each[1]["code"])
        for _, station in stations:
            spot = station.get("position")
            if "appeals" in (station.get("functions") or ()) and spot:
                grid = self._grid_around((spot["lon"], spot["lat"]))
                if grid in grids:
                    return grid
        known = self._rows(area_table.c.level == "grid")
        return next((str(row.id) for row in known if row.id in grids), None)

    def _rows(self, *wanted: Any) -> Sequence[Any]:
        """Areas that hold today, in the order of their codes."""
        days = (
            area_table.c.valid_from <= self.today,
            or_(area_table.c.valid_to.is_(None), area_table.c.valid_to >= self.today),
        )
        columns = (area_table.c.id, area_table.c.outline)
        return self.connection.execute(
            select(*columns).where(*wanted, *days).order_by(area_table.c.code)
        ).all()

    def _records(self, collection: str, where: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
        say = Statements(self.connection)
        asked = conditions(dict(where), Columns(collections()[collection], sqlite=say.sqlite))
        sql = "SELECT id, fields FROM record WHERE collection = ?"
        sql += "".join(f" AND {part.sql}" for part in asked) + " ORDER BY id"
        rows = say.select(sql, collection, *(value for part in asked for value in part.values))
        return [(row[0], json.loads(row[1])) for row in rows]


def _inside(row: Any, spot: Point) -> bool:
    return bool(row.outline) and contains(tuple((x, y) for x, y in json.loads(row.outline)), spot)


def _spot(position: Mapping[str, float] | None) -> dict[str, float] | None:
    return {"lon": position["lon"], "lat": position["lat"]} if position else None


def _wrong(field: str, code: str, words: str) -> Invalid:
    return Invalid(words, code=code, errors={"place": {field: [words]}})
