"""The demo district as the document of a district file, and the way to write such a document down."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from server.district.demo.areas import Spot, demo_areas
from server.district.demo.checklists import CHECKLISTS
from server.district.demo.people import PASSWORD, PEOPLE, SINCE, Role
from server.district.demo.places import demo_places
from server.district.demo.rules import RULES
from server.district.demo.stations import demo_stations
from server.district.demo.streets import DISTRICT_CODE

_NOTE = {
    "zh-CN": "这是演示数据：街道和社区用公开名称，小分格以下的名称、边界、位置、人员和数值都是虚构的。",
    "en": "A demonstration: streets and communities have their public names; every grid, unit, outline, "
    "position, person and value is made up.",
}


def demo_district() -> dict[str, Any]:
    """The whole demonstration, the same at every call."""
    areas = demo_areas()
    return {
        "district": {
            "code": DISTRICT_CODE,
            "name": "光明区",
            "name_en": "Guangming District",
            "timezone": "Asia/Shanghai",
            "demonstration": True,
            "year": 2023,
            "note": _NOTE,
        },
        "areas": [area.row for area in areas],
        "people": demo_people(areas),
        "places": demo_places(areas),
        "stations": demo_stations(areas),
        "checklists": list(CHECKLISTS),
        "rules": RULES,
    }


def demo_people(areas: Sequence[Spot]) -> list[dict[str, Any]]:
    """Everybody with the roles they hold."""
    codes = {area.name: area.code for area in areas if area.level in ("district", "street", "community")}

    def assignment(role: Role) -> dict[str, Any]:
        area = codes[role.area] + (f"-{role.grid:02d}" if role.grid else "")
        row: dict[str, Any] = {"role": role.role, "area": area, "from": SINCE, "to": None}
        return row | ({"certified_mediator": True} if role.certified_mediator else {})

    return [
        {
            "login": login,
            "name": name,
            "password": PASSWORD,
            "assignments": [assignment(role) for role in roles],
        }
        for login, name, roles in PEOPLE
    ]


def written(document: Mapping[str, Any]) -> str:
    """A district file's text with one row on each line, so that a line number leads to a row."""
    parts = []
    for name, part in document.items():
        if isinstance(part, list):
            rows = ",\n".join(_compact(row) for row in part)
            parts.append(f"{_compact(name)}: [\n{rows}\n]")
        else:
            parts.append(f"{_compact(name)}: {_compact(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
