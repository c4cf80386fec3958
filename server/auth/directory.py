"""The tree of areas, kept in the process until `installation.directory_version` moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import current_app
from sqlalchemy import Connection, select

from server.auth.tables import area
from server.db import engine, reading
from server.installation import installation


@dataclass(frozen=True, slots=True)
class Area:
    """One area, without its outline. `level` is district, street, community, grid or unit."""

    id: str
    code: str
    name: str
    level: str
    parent: str | None


class AreaTree:
    """Immutable; every question is answered from memory.

    Ended areas stay in it: their records are still somebody's to read.
    """

    def __init__(self, areas: Iterable[Area], version: int = 0) -> None:
        self.version = version
        self.areas: Mapping[str, Area] = {one.id: one for one in areas}
        self._grids: dict[str, frozenset[str]] = {}

    def get(self, id: str) -> Area | None:
        return self.areas.get(id)

    def path(self, id: str) -> Sequence[Area]:
        """From the district down to the area itself; empty for an unknown one."""
        found: list[Area] = []
        at: str | None = id
        while at is not None and (here := self.areas.get(at)) is not None and len(found) < 16:
            found.append(here)
            at = here.parent
        return found[::-1]

    def above(self, id: str, level: str) -> str | None:
        """The id of the area of `level` that `id` lies in; an area lies in itself."""
        return next((one.id for one in self.path(id) if one.level == level), None)

    def grid_of(self, id: str) -> str | None:
        """A unit's grid, a grid itself, None for what is larger."""
        return self.above(id, "grid")

    def community_of(self, id: str) -> str | None:
        return self.above(id, "community")

    def grids_under(self, id: str) -> frozenset[str]:
        """The grids inside an area; for a unit the one it lies in."""
        if id not in self._grids:
            grid = self.grid_of(id)
            self._grids[id] = frozenset([grid]) if grid else self._below(id)
        return self._grids[id]

    def units_under(self, id: str) -> frozenset[str]:
        """The units inside an area; a unit lies in itself."""
        found: set[str] = set()
        waiting = [id]
        while waiting:
            at = waiting.pop()
            if at in self.areas and self.areas[at].level == "unit":
                found.add(at)
            waiting.extend(self._children.get(at, ()))
        return frozenset(found)

    def by_code(self, code: str) -> Sequence[Area]:
        """The areas with a code, in every level: codes are unique within one only."""
        return self._codes.get(code, ())

    def _below(self, id: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [id]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if self.areas[child].level == "grid":
                    found.add(child)
                else:
                    waiting.append(child)
        return frozenset(found)

    @cached_property
    def _children(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for one in self.areas.values():
            if one.parent:
                found.setdefault(one.parent, []).append(one.id)
        return found

    @cached_property
    def _codes(self) -> Mapping[str, Sequence[Area]]:
        found: dict[str, list[Area]] = {}
        for one in self.areas.values():
            found.setdefault(one.code, []).append(one)
        return found


def read_tree(connection: Connection) -> AreaTree:
    """The tree as the database has it now."""
    version = connection.execute(select(installation.c.directory_version)).scalar_one_or_none() or 0
    columns = (area.c.id, area.c.code, area.c.name, area.c.level, area.c.parent_id)
    return AreaTree((Area(*row) for row in connection.execute(select(*columns))), version)


def area_tree(version: int | None = None) -> AreaTree:
    """The running application's tree; `version` is what the caller read of `directory_version`, if it did."""
    held: AreaTree | None = current_app.extensions.get("gridwalk.areas")
    if held is not None and held.version == version:
        return held
    with reading(engine()) as connection:
        if version is None and held is not None:
            current = connection.execute(select(installation.c.directory_version)).scalar_one()
            if current == held.version:
                return held
        fresh = read_tree(connection)
    current_app.extensions["gridwalk.areas"] = fresh
    return fresh
