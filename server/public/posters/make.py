"""Which buildings an area has, and the program that draws their posters."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from urllib.parse import quote

from sqlalchemy import Connection, or_, select

from server.auth.directory import AreaTree
from server.auth.tables import area
from server.errors import Problem, Unavailable
from server.public.landing import Ground

MOST = 400
"""Pages in one file: the buildings of a street."""
SECONDS = 120


def posters_of(
    connection: Connection, tree: AreaTree, today: date, of: str, base: str
) -> list[dict[str, str]]:
    """For each unit in the area with the id ``of``; ``base`` is the station's own address, as `https://…`."""
    holds = (area.c.valid_from <= today, or_(area.c.valid_to.is_(None), area.c.valid_to >= today))
    units = tree.units_under(of)
    rows = connection.execute(
        select(area.c.id, area.c.code, area.c.name)
        .where(area.c.level == "unit", *holds)
        .order_by(area.c.code)
    )
    ground = Ground(connection, tree, today)
    return [
        {"url": address(base, row.code), "place": row.name, "address": _above(ground, row.id)}
        for row in rows
        if row.id in units
    ]


def poster_of_code(ground: Ground, code: str, base: str) -> dict[str, str] | None:
    """For one unit, grid or place by its code."""
    found = ground.of_poster(code)
    if found is None:
        return None
    above, _, name = found.address.rpartition(" ")
    return {"url": address(base, code), "place": name, "address": above}


def address(base: str, code: str) -> str:
    """What the QR code says."""
    return f"{base.rstrip('/')}/report?at={quote(code, safe='')}"


def pdf(posters: list[dict[str, str]]) -> bytes:
    """Drawn by a process of its own. Raises `Problem` where there is nothing, or too much, to draw."""
    if not posters:
        raise Problem("There is no building here to print a poster for.", status=404, code="not_found")
    if len(posters) > MOST:
        raise Problem(
            f"More than {MOST} posters at once: choose a smaller area.", status=422, code="too_many_posters"
        )
    command = [sys.executable, "-m", "server.public.posters.draw"]
    try:
        run = subprocess.run(
            command, input=json.dumps(posters).encode(), capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable("The posters could not be drawn just now; try again.") from error
    return run.stdout


def _above(ground: Ground, unit: str) -> str:
    return ground.words(unit).rpartition(" ")[0]
