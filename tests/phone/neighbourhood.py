"""A small district of many neighbourhoods, one for each schedule: two grids, patrollers, a secretary."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.district.demo.checklists import CHECKLISTS
from server.district.ids import derived_id

PASSWORD = "tongxing-2026"
SINCE = "2026-01-01"
GRIDS = ("1", "2")


@dataclass(frozen=True)
class Neighbourhood:
    """Names end with the neighbourhood's number: logins ``li7``, ``wang7``, ``zhao7``, ``liu7``."""

    number: int

    @property
    def code(self) -> str:
        return f"N{self.number}"

    def grid(self, name: str) -> str:
        """The id of grid ``1`` or ``2``."""
        return derived_id("area", self.grid_code(name))

    def grid_code(self, name: str) -> str:
        return f"{self.code}-{name}"

    def places(self, grid: str) -> Sequence[str]:
        return [derived_id("place", f"{self.grid_code(grid)}-P{number}") for number in (1, 2)]

    def login(self, name: str) -> str:
        return f"{name}{self.number}"


PEOPLE: Mapping[str, tuple[str, str | None]] = {
    "li": ("patroller", "1"),
    "wang": ("patroller", "1"),
    "zhao": ("patroller", "2"),
    "liu": ("community_secretary", None),
}
"""Who works as what in which grid (None: in both)."""


def district(count: int) -> dict[str, Any]:
    """The document of a district file with so many neighbourhoods."""
    document: dict[str, Any] = {
        "district": {
            "code": "990100", "name": "示例区", "timezone": "Asia/Shanghai", "demonstration": True,
            "year": 2026,
        },
        "areas": [_area("990100", "district", None), _area("990100001", "street", "990100")],
        "people": [],
        "places": [],
        "checklists": [one for one in CHECKLISTS if one["code"] == "fire_escape"],
    }  # fmt: skip
    for number in range(count):
        _add(document, Neighbourhood(number))
    return document


def write_district(folder: Path, count: int) -> Path:
    path = folder / "neighbourhoods.json"
    path.write_text(json.dumps(district(count)), "utf-8")
    return path


def _add(document: dict[str, Any], here: Neighbourhood) -> None:
    document["areas"].append(_area(here.code, "community", "990100001"))
    for grid in GRIDS:
        code = here.grid_code(grid)
        document["areas"].append(_area(code, "grid", here.code))
        document["places"] += [
            {
                "code": f"{code}-P{number}", "name": f"{code}-P{number}", "area": code, "address": code,
                "duty_classes": ["fire_escape"], "position": [113.93, 22.72], "valid_from": SINCE,
            }
            for number in (1, 2)
        ]  # fmt: skip
    for name, (role, grid_name) in PEOPLE.items():
        area = here.grid_code(grid_name) if grid_name else here.code
        held = [{"role": role, "area": area, "from": SINCE, "to": None}]
        login = here.login(name)
        document["people"].append({"login": login, "name": login, "password": PASSWORD, "assignments": held})


def _area(code: str, level: str, parent: str | None) -> dict[str, Any]:
    row = {"code": code, "name": code, "level": level, "valid_from": SINCE}
    return row | ({"parent": parent} if parent else {})
