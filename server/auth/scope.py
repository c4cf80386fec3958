"""What a set of assignments lets a person read and write: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from server.auth.directory import AreaTree
from server.clock import rfc3339
from sync.protocol import Assignment, Scope

STAFF = frozenset(
    [
        "patroller", "grid_leader", "community_secretary", "department_officer", "street_secretary",
        "street_deputy", "district_officer", "joint_office", "clue_desk", "cashier", "mediator", "counsellor",
        "clerk",
    ]
)  # fmt: skip
"""Roles that see what the whole district's staff see."""

GRID_ROLES = frozenset(
    ["patroller", "grid_leader", "community_secretary", "street_secretary", "street_deputy", "mediator"]
)
"""Roles whose phones hold the records of the grids inside their area; the others work online."""

LEADING_ROLES = frozenset(["grid_leader", "community_secretary"])
"""Roles that lead the grids inside their area, and see what is for leaders alone."""

ROLES = STAFF | {"volunteer"}


@dataclass(frozen=True, slots=True)
class Held:
    """One row of `assignment`."""

    id: str
    person: str
    role: str
    area: str
    valid_from: date
    valid_to: date | None
    certified_mediator: bool

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def streams_for(assignments: Iterable[Assignment], tree: AreaTree) -> frozenset[str]:
    """The stream keys of a person with these assignments; their own stream comes with any of them."""
    keys: set[str] = set()
    for one in assignments:
        keys.add(f"person:{one.person}")
        if one.role in STAFF:
            keys.add("district")
        if one.role in GRID_ROLES:
            keys.update(f"grid:{grid}" for grid in tree.grids_under(one.area))
        if one.role in LEADING_ROLES:
            keys.update(f"leaders:{grid}" for grid in tree.grids_under(one.area))
    return frozenset(keys)


@dataclass(frozen=True, slots=True)
class Content:
    """A scope without its number: equal contents are one scope."""

    streams: frozenset[str]
    assignments: Sequence[Assignment]

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.json().encode()).hexdigest()

    def json(self) -> str:
        rows = [
            {"id": a.id, "person": a.person, "role": a.role, "area": a.area, "grids": sorted(a.grids)}
            for a in sorted(self.assignments, key=lambda a: a.id)
        ]
        return orjson.dumps({"streams": sorted(self.streams), "assignments": rows}).decode()

    @classmethod
    def read(cls, text: str) -> Content:
        body: dict[str, Any] = orjson.loads(text)
        rows = [
            Assignment(row["id"], row["person"], row["role"], row["area"], frozenset(row["grids"]))
            for row in body["assignments"]
        ]
        return cls(frozenset(body["streams"]), rows)

    def scope(self, number: int, ended_at: Any = None) -> Scope:
        return Scope(
            number=number,
            streams=self.streams,
            assignments={one.id: one for one in self.assignments},
            ended_at=rfc3339(ended_at) if ended_at else None,
        )


def content_on(day: date, person: str, rows: Iterable[Held], tree: AreaTree) -> Content:
    """The scope of a person on a day of the district."""
    found = [
        Assignment(row.id, row.person, row.role, row.area, tree.grids_under(row.area))
        for row in rows
        if row.holds(day)
    ]
    return Content(streams_for(found, tree) | {f"person:{person}"}, found)
