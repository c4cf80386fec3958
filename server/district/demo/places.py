"""The places of the walked grids, each at a made-up position inside its unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.district.demo.areas import DRAWN, Spot, grid_name
from server.district.demo.geometry import degrees, inside
from server.district.demo.grids import WALKED_GRIDS


def demo_places(areas: Sequence[Spot]) -> list[dict[str, Any]]:
    """About thirty places in each grid that the demo people walk, as rows of a district file."""
    by_code = {area.code: area for area in areas}
    community_codes = {area.name: area.code for area in areas if area.level == "community"}
    rows = []
    for grid in WALKED_GRIDS:
        community = community_codes[grid.community]
        street = by_code[community[:9]].name
        grid_code = f"{community}-{grid.number:02d}"
        assert by_code[grid_code].name == grid_name(grid.number)
        for number, unit in enumerate(grid.units, start=1):
            area = by_code[f"{grid_code}-{number:02d}"]
            assert area.name == unit.name
            for order, (name, duty_classes, *address) in enumerate(unit.places, start=1):
                code = f"{area.code}-{order:02d}"
                rows.append(
                    {
                        "code": code,
                        "name": name,
                        "area": area.code,
                        "duty_classes": duty_classes.split(),
                        "address": f"{street}{address[0] if address else unit.address}",
                        "position": degrees(inside(area.cells[0], code)),
                        "valid_from": DRAWN,
                    }
                )
    return rows
