"""The demo's areas: public names down to the community, made-up grids and units, outlines that tile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from server.district.demo.geometry import Cell, degrees, district_cells, outline
from server.district.demo.grids import WALKED_GRIDS, WalkedGrid
from server.district.demo.partition import Part, divide
from server.district.demo.streets import DISTRICT_CODE, GRIDS, STREETS, UNITS, Community
from server.district.demo.unit_names import unit_name, unit_type

#: The district was founded on this day, its grids drawn on that one (made up).
FOUNDED, DRAWN = "2018-09-19", "2023-01-01"


@dataclass(frozen=True)
class Spot:
    """An area of the demo and the cells it is made of."""

    row: dict[str, Any]
    cells: tuple[Cell, ...]

    @property
    def code(self) -> str:
        return str(self.row["code"])

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @property
    def level(self) -> str:
        return str(self.row["level"])


def demo_areas() -> list[Spot]:
    """The district, then each street with its communities, their grids and their units."""
    return list(_district())


def grid_name(number: int) -> str:
    return f"{number:02d}小分格"


def _district() -> Iterator[Spot]:
    cells = district_cells(UNITS)
    yield _spot(DISTRICT_CODE, "光明区", "district", None, cells, FOUNDED, name_en="Guangming District")
    sizes = iter(_units_of_grids())
    units = {c.name: [next(sizes) for _ in range(c.grids)] for street in STREETS for c in street.communities}
    parts = [
        Part(street.name, sum(sum(units[c.name]) for c in street.communities), street.east, street.north)
        for street in STREETS
    ]
    of_streets = divide(cells, parts)
    for number, street in enumerate(STREETS, start=1):
        code = f"{DISTRICT_CODE}{number:03d}"
        own = of_streets[street.name]
        yield _spot(code, street.name, "street", DISTRICT_CODE, own, FOUNDED, name_en=street.name_en)
        inner = [Part(c.name, sum(units[c.name]), c.east, c.north) for c in street.communities]
        of_communities = divide(own, inner)
        for place, community in enumerate(street.communities, start=1):
            cells_of_it = of_communities[community.name]
            yield from _community(f"{code}{place:03d}", code, community, cells_of_it, units[community.name])


def _units_of_grids() -> list[int]:
    """Units spread over the grids as evenly as whole numbers allow: six or seven in each."""
    return [(grid + 1) * UNITS // GRIDS - grid * UNITS // GRIDS for grid in range(GRIDS)]


def _community(
    code: str, street: str, community: Community, cells: list[Cell], units: list[int]
) -> Iterator[Spot]:
    yield _spot(code, community.name, "community", street, cells, FOUNDED, name_en=community.name_en)
    walked = {grid.number: grid for grid in WALKED_GRIDS if grid.community == community.name}
    taken = {unit.name for grid in walked.values() for unit in grid.units}
    parts = [Part(str(number), size) for number, size in enumerate(units, start=1)]
    of_grids = divide(cells, parts)
    for number in range(1, len(units) + 1):
        grid = f"{code}-{number:02d}"
        own = of_grids[str(number)]
        yield _spot(grid, grid_name(number), "grid", code, own, DRAWN, name_en=f"Grid {number:02d}")
        yield from _units(grid, own, community.name, walked.get(number), taken)


def _units(
    grid: str, cells: list[Cell], community: str, walked: WalkedGrid | None, taken: set[str]
) -> Iterator[Spot]:
    for number, cell in enumerate(sorted(cells, key=lambda each: (-each[1], each[0])), start=1):
        code = f"{grid}-{number:02d}"
        if walked:
            name, kind = walked.units[number - 1][:2]
        else:
            kind = unit_type(code)
            name = unit_name(code, kind, community, taken)
        yield _spot(code, name, "unit", grid, [cell], DRAWN, type=kind)


def _spot(
    code: str, name: str, level: str, parent: str | None, cells: Iterable[Cell], since: str, **more: str
) -> Spot:
    own = tuple(cells)
    row: dict[str, Any] = {"code": code, "name": name, "level": level}
    if parent:
        row["parent"] = parent
    row |= more
    row["outline"] = [degrees(place) for place in outline(own)]
    row["valid_from"] = since
    return Spot(row, own)
