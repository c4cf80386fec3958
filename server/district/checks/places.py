"""Places and stations: in an area that exists, inside the district, with a checklist to check them by."""

from __future__ import annotations

from collections.abc import Collection

from server.district.checks.areas import AreaBook
from server.district.checks.common import Once, check_days
from server.district.fields import suggestion
from server.district.ids import derived_id
from server.district.model import Checklist, Place, Station
from server.district.rows import Rows
from server.district.source import Source


def check_places(
    source: Source, rows: Rows, areas: AreaBook, checklists: Collection[Checklist]
) -> tuple[Place, ...]:
    """`checklists` are all that a round can use, those of the file and those already loaded."""
    codes = Once(source)
    places = []
    for path, row in rows:
        codes.is_first((*path, "code"), f"the code {row['code']}", row["code"])
        check_days(source, path, row["valid_from"], row["valid_to"])
        areas.check_inside((*path, "position"), row.get("position"))
        area = areas.find((*path, "area"), row["area"], {"grid", "unit"}, "a place")
        if area is None:
            continue
        for index, duty_class in enumerate(row["duty_classes"]):
            if fault := _without_checklist(duty_class, area.type, checklists):
                source.fault((*path, "duty_classes", index), fault)
        in_unit = area.level == "unit"
        grid, grid_id = (area.parent or "", area.parent_id or "") if in_unit else (area.code, area.id)
        places.append(
            Place(
                id=row.get("id") or derived_id("place", row["code"]),
                code=row["code"],
                name=row["name"],
                grid=grid,
                grid_id=grid_id,
                unit=area.code if in_unit else None,
                unit_id=area.id if in_unit else None,
                unit_type=area.type,
                duty_classes=row["duty_classes"],
                address=row["address"],
                position=row.get("position"),
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
            )
        )
    return tuple(places)


def _without_checklist(
    duty_class: str, unit_type: str | None, checklists: Collection[Checklist]
) -> str | None:
    fitting = [each for each in checklists if each.duty_class == duty_class]
    if not fitting:
        hint = suggestion(duty_class, sorted({each.duty_class for each in checklists}))
        return f'no checklist has the duty class "{duty_class}"{hint}'
    if unit_type and not any(unit_type in each.unit_types for each in fitting):
        return f"no checklist of the duty class {duty_class} is for a {unit_type}"
    return None


def check_stations(source: Source, rows: Rows, areas: AreaBook) -> tuple[Station, ...]:
    codes = Once(source)
    stations = []
    for path, row in rows:
        codes.is_first((*path, "code"), f"the code {row['code']}", row["code"])
        check_days(source, path, row.get("valid_from"), row.get("valid_to"))
        areas.check_inside((*path, "position"), row["position"])
        area = areas.find((*path, "area"), row["area"])
        if area is None:
            continue
        stations.append(
            Station(
                id=row.get("id") or derived_id("station", row["code"]),
                code=row["code"],
                name=row["name"],
                area=area.code,
                area_id=area.id,
                address=row["address"],
                position=row["position"],
                functions=row["functions"],
                hours=row["hours"],
                phone=row.get("phone"),
                valid_from=row.get("valid_from"),
                valid_to=row.get("valid_to"),
            )
        )
    return tuple(stations)
