"""The demo's 246 stations: one of the district, one in each street and community, the others in grids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.district.demo.areas import Spot
from server.district.demo.chance import pick, shuffled
from server.district.demo.geometry import degrees, inside
from server.district.demo.grids import WALKED_GRIDS
from server.district.demo.streets import STATIONS
from server.district.words import FUNCTIONS, WEEKDAYS

_OFFICE = ["09:00-12:00", "14:00-18:00"]
_LATE = ["08:30-12:00", "14:00-21:00"]
_CORNER = ["10:00-12:00", "15:00-20:00"]

#: Everybody hears an appeal; what else a small station offers differs.
_SMALL_OFFERS = (
    ("appeals", "legal_advice"),
    ("appeals", "psychological_service"),
    ("appeals", "assistance"),
    ("appeals", "party_service", "assistance"),
    ("appeals", "police_support"),
    ("appeals", "legal_advice", "psychological_service"),
)


def demo_stations(areas: Sequence[Spot]) -> list[dict[str, Any]]:
    """All stations as rows of a district file, from the district's down."""
    names = {area.code: area.name for area in areas}
    rows = []
    for area in areas:
        if area.level == "district":
            rows.append(
                _station(area, "光明区群众诉求服务中心", "光明区", FUNCTIONS, _week(_OFFICE, _OFFICE))
            )
        elif area.level == "street":
            rows.append(
                _station(area, f"{area.name}群众诉求服务大厅", area.name, FUNCTIONS, _week(_OFFICE, _OFFICE))
            )
        elif area.level == "community":
            where = f"{names[area.code[:9]]}{area.name}党群服务中心一楼"
            rows.append(_station(area, f"{area.name}群众诉求服务站", where, FUNCTIONS, _week(_LATE, _LATE)))
    for area in _grids_with_station(areas, STATIONS - len(rows)):
        unit = next(each for each in areas if each.row.get("parent") == area.code)
        offer = pick(_SMALL_OFFERS, "station", area.code)
        where = f"{names[area.code[:9]]}{names[area.code[:12]]}{unit.name}"
        rows.append(_station(unit, f"{unit.name}群众诉求服务站", where, offer, _week(_CORNER, _CORNER[1:])))
    return rows


def _grids_with_station(areas: Sequence[Spot], count: int) -> list[Spot]:
    """`count` grids, those that the demo people walk among them."""
    community_codes = {area.name: area.code for area in areas if area.level == "community"}
    walked = {f"{community_codes[grid.community]}-{grid.number:02d}" for grid in WALKED_GRIDS}
    grids = [area for area in areas if area.level == "grid"]
    first = [grid for grid in grids if grid.code in walked]
    others = shuffled([grid for grid in grids if grid.code not in walked], "stations")
    return sorted((first + others)[:count], key=lambda grid: grid.code)


def _week(weekday: list[str], weekend: list[str]) -> dict[str, list[str]]:
    return {day: weekday if number < 5 else weekend for number, day in enumerate(WEEKDAYS)}


def _station(
    area: Spot, name: str, address: str, functions: Sequence[str], hours: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "code": f"S-{area.code}",
        "name": name,
        "area": area.code,
        "address": address,
        "position": degrees(inside(area.cells[len(area.cells) // 2], "station", area.code)),
        "functions": list(functions),
        "hours": hours,
    }
