"""When grids are split or merged, what is open moves into the new ones on their first day."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from server.auth.tables import area
from server.db import reading, run_writing
from server.district.jobs import moves
from server.district.publish import publish
from server.records.models import line, record, stream
from tests.district.example import example
from tests.server.conftest import FrozenClock
from tests.server.district.conftest import Load

OLD, WEST, EAST = "990100001001-02", "990100001001-03", "990100001001-04"


def case_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@pytest.fixture
def open_case(engine: Engine, clock: FrozenClock) -> Callable[..., None]:
    """A case in the old grid."""

    def write(number: int, **fields: Any) -> None:
        given = {"area": ids(engine)[OLD], "text": "楼上漏水"} | fields
        run_writing(
            engine, lambda connection: publish(connection, clock, [("cases", case_id(number), given)])
        )

    return write


def ids(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return {row.code: row.id for row in connection.execute(select(area.c.id, area.c.code))}


def grid_of(engine: Engine, ident: str) -> str:
    """The code of the grid a record names, which is also the one grid in whose stream it stands."""
    codes = {ident: code for code, ident in ids(engine).items()}
    with reading(engine) as connection:
        row = connection.execute(select(record.c.fields, record.c.streams).where(record.c.id == ident)).one()
        standing = select(stream.c.key).join(line, line.c.stream_id == stream.c.id)
        held = (
            connection.execute(standing.where(line.c.record == ident, line.c.gone_at.is_(None)))
            .scalars()
            .all()
        )
    grid: str = json.loads(row.fields)["area"]
    assert row.streams == f"grid:{grid}"
    assert held == [f"grid:{grid}"]
    return codes[grid]


def split(first_day: str, last_day: str) -> dict[str, Any]:
    """The old grid ends; the west and the east replace it; its only unit goes to the east."""
    areas = example()["areas"]
    half = {"replaces": [OLD], "valid_from": first_day}
    west = [[113.90, 22.70], [113.925, 22.70], [113.925, 22.74], [113.90, 22.74]]
    east = [[113.925, 22.70], [113.96, 22.70], [113.96, 22.74], [113.925, 22.74]]
    return {
        "areas": [
            areas[4] | {"valid_to": last_day},
            areas[4] | half | {"code": WEST, "name": "03小分格", "outline": west},
            areas[4] | half | {"code": EAST, "name": "04小分格", "outline": east},
            areas[5] | {"parent": EAST},
        ]
    }


def test_open_cases_and_places_move_and_closed_ones_stay(
    load: Load, engine: Engine, open_case: Callable[..., None]
) -> None:
    load(example())
    (place,) = (ident for ident, _ in records(engine, "places"))
    open_case(1, place=place)
    open_case(2, position={"lat": 22.71, "lon": 113.91})
    open_case(3, position={"lat": 22.71, "lon": 113.95})
    open_case(4)
    open_case(5)
    open_case(5, status="closed")
    load(split("2026-11-23", "2026-11-22"))
    assert grid_of(engine, place) == EAST
    assert [grid_of(engine, case_id(number)) for number in range(1, 6)] == [EAST, WEST, EAST, WEST, OLD]


def test_what_is_loaded_ahead_of_time_moves_on_its_day(
    load: Load, app: Flask, engine: Engine, clock: FrozenClock, open_case: Callable[..., None]
) -> None:
    load(example())
    open_case(1, position={"lat": 22.71, "lon": 113.95})
    load(split("2026-12-01", "2026-11-30"))
    with app.app_context():
        moves()
        assert grid_of(engine, case_id(1)) == OLD
        clock.forward(days=8)
        moves()
        assert grid_of(engine, case_id(1)) == EAST
        version = dict(records(engine, "cases"))[case_id(1)]
        moves()
        assert dict(records(engine, "cases"))[case_id(1)] == version


def test_the_same_split_loaded_again_moves_nothing(
    load: Load, engine: Engine, open_case: Callable[..., None]
) -> None:
    load(example())
    open_case(1)
    load(split("2026-11-23", "2026-11-22"))
    before = records(engine, "cases") + records(engine, "places")
    load(split("2026-11-23", "2026-11-22"))
    assert records(engine, "cases") + records(engine, "places") == before


def records(engine: Engine, collection: str) -> list[tuple[str, int]]:
    """Ids and versions."""
    with reading(engine) as connection:
        wanted = select(record.c.id, record.c.version).where(record.c.collection == collection)
        return [(row.id, row.version) for row in connection.execute(wanted.order_by(record.c.id))]
