"""The house of the running application: read once for each state of the directory and each day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Connection, select

from server.auth.directory import AreaTree
from server.auth.tables import assignment
from server.calendar.tables import read_calendar
from server.clock import clock
from server.config import settings
from server.db import engine, reading
from server.district.deadlines import read_deadlines
from server.district.residents import read_resident_days
from server.records.domain import HouseDomain
from server.records.house import House, Post
from server.records.store import SqlStore

_POSTS = select(
    assignment.c.id,
    assignment.c.person_id,
    assignment.c.role,
    assignment.c.area_id,
    assignment.c.valid_from,
    assignment.c.valid_to,
)


def todays_house(tree: AreaTree) -> House:
    """``tree`` is the present one; every change of areas or assignments makes a new version of it."""
    day = clock().today()
    held: tuple[int, House] | None = current_app.extensions.get("gridwalk.house")
    if held and held[0] == tree.version and held[1].tree is tree and held[1].day == day:
        return held[1]
    with reading(engine()) as connection:
        house = read_house(connection, tree, day, settings().timezone)
    current_app.extensions["gridwalk.house"] = (tree.version, house)
    return house


def read_house(connection: Connection, tree: AreaTree, day: date, zone: ZoneInfo) -> House:
    """As the database has it now."""
    posts = [Post(*row) for row in connection.execute(_POSTS)]
    residents = read_resident_days(connection, day)
    return House(tree, posts, day, zone, read_deadlines(connection), residents, read_calendar(connection))


def domain(tree: AreaTree) -> HouseDomain:
    """For one request."""
    return HouseDomain(todays_house(tree), clock().now())


def store() -> SqlStore:
    return SqlStore(engine(), clock().now)
