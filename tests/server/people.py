"""A small world that many tests share: a district, a street, two communities, three grids, a unit, staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import NAMESPACE_URL, uuid5

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert

from server.auth.spans import directory_change
from server.auth.tables import area, assignment, person
from server.clock import Clock

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2 as weak as it gets: a thousand sign-ins must not take minutes."""

BEGAN = date(2026, 1, 1)

AREAS = {
    "district": ("district", "光明区", None),
    "street": ("street", "公明街道", "district"),
    "east": ("community", "东社区", "street"),
    "west": ("community", "西社区", "street"),
    "east1": ("grid", "东1小分格", "east"),
    "east2": ("grid", "东2小分格", "east"),
    "west1": ("grid", "西1小分格", "west"),
    "east1a": ("unit", "东1甲小区", "east1"),
}
STAFF = {
    "li": ("李娜", "patroller", "east1"),
    "wang": ("王强", "patroller", "east1"),
    "zhao": ("赵敏", "patroller", "east2"),
    "zhou": ("周杰", "patroller", "west1"),
    "chen": ("陈格长", "grid_leader", "east1"),
    "sun": ("孙格长", "grid_leader", "west1"),
    "liu": ("刘书记", "community_secretary", "east"),
    "ma": ("马书记", "street_secretary", "street"),
    "he": ("何主任", "district_officer", "district"),
    "tian": ("田调解", "mediator", "east"),
}


def fixed_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"gridwalk-test:{name}"))


@dataclass(frozen=True)
class People:
    """Ids by short name: `people.areas["east1"]`, `people.ids["li"]`, `people.assignments["li"]`."""

    areas: Mapping[str, str]
    ids: Mapping[str, str]
    assignments: Mapping[str, str]
    password: str = PASSWORD


WORLD = People(
    areas={name: fixed_id(f"area {name}") for name in AREAS},
    ids={login: fixed_id(f"person {login}") for login in STAFF},
    assignments={login: fixed_id(f"assignment {login}") for login in STAFF},
)


@cache
def password_hash() -> str:
    return QUICK.hash(PASSWORD)


def write_people(connection: Connection, clock: Clock) -> People:
    """Writes the small world into an empty directory."""
    with directory_change(connection, clock):
        for name, (level, title, parent) in AREAS.items():
            connection.execute(
                insert(area).values(
                    id=WORLD.areas[name],
                    code=name,
                    name=title,
                    level=level,
                    parent_id=WORLD.areas[parent] if parent else None,
                    type="residential_estate" if level == "unit" else None,
                    valid_from=BEGAN,
                )
            )
        for login, (name, role, place) in STAFF.items():
            values = {"id": WORLD.ids[login], "login": login, "name": name, "password_hash": password_hash()}
            connection.execute(insert(person).values(**values))
            connection.execute(
                insert(assignment).values(
                    id=WORLD.assignments[login],
                    person_id=WORLD.ids[login],
                    role=role,
                    area_id=WORLD.areas[place],
                    valid_from=BEGAN,
                    certified_mediator=role == "mediator",
                )
            )
    return WORLD
