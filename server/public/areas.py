"""What the form offers to choose from: streets, and the communities and buildings of one. Names only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from server.auth.directory import AreaTree
from server.auth.tables import area
from server.errors import NotFound
from server.public.landing import Ground


def places_of(
    connection: Connection, tree: AreaTree, today: date, street: str | None, at: str | None
) -> dict[str, Any]:
    """As `PlacesOut` has it: of a poster, of a street, or the streets. `NotFound` for what is not there."""
    if at is not None:
        found = Ground(connection, tree, today).of_poster(at)
        if found is None:
            raise NotFound("This poster is not known here any more.")
        return {"place": found.address}
    holds = (area.c.valid_from <= today, or_(area.c.valid_to.is_(None), area.c.valid_to >= today))

    def below(level: str, *wanted: Any) -> list[Any]:
        rows = select(area.c.id, area.c.name, area.c.parent_id).where(area.c.level == level, *holds, *wanted)
        return list(connection.execute(rows.order_by(area.c.code)))

    if street is None:
        return {"streets": [{"id": row.id, "name": row.name} for row in below("street")]}
    communities = below("community", area.c.parent_id == street)
    if not communities:
        raise NotFound("There is no such street.")
    buildings: dict[str | None, list[dict[str, str]]] = {}
    inside = select(area.c.id).where(
        area.c.level == "grid", area.c.parent_id.in_([row.id for row in communities])
    )
    for row in below("unit", area.c.parent_id.in_(inside)):
        community = tree.community_of(row.id)
        buildings.setdefault(community, []).append({"id": row.id, "name": row.name})
    return {
        "communities": [
            {"id": row.id, "name": row.name, "buildings": buildings.get(row.id, [])} for row in communities
        ]
    }
