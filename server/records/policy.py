"""Who may do what: one table, role × collection × action × relation. What is not in it is denied.

Features say their rows in `rules.py` (`POLICY`); this file puts them together and answers from them. Actions:

- ``create``, ``read``, ``edit``, ``void``: any record; voiding is an edit of ``void`` or ``void_reason``;
- ``assign``: `cases.assignee`; ``move``: `cases.area`;
- ``answer``: an entry of kind answer; ``reopen``: an entry with that step;
- ``respond``: an entry with what the resident says: an addition, a mark, "not solved".

Relations, of the assignment somebody acts in to the record:

- ``own``: I made it (an alert: it is mine); to create under a root: I made the root;
- ``assigned``: its root is a case that is given to me;
- ``held``: its root is the one matter whose code a guest holds, or becomes it;
- ``area``: its grid lies inside the assignment's area;
- ``district``: anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal, get_args

from server.records.registry import feature_modules

Action = Literal["create", "read", "edit", "void", "assign", "move", "answer", "reopen", "respond"]
Relation = Literal["own", "assigned", "held", "area", "district"]
ACTIONS: tuple[Action, ...] = get_args(Action)
RELATIONS: tuple[Relation, ...] = get_args(Relation)

STAFF = (
    "patroller", "grid_leader", "community_secretary", "street_secretary", "street_deputy", "mediator",
    "district_officer", "joint_office", "department_officer", "clue_desk", "cashier", "counsellor", "clerk",
)  # fmt: skip
ROLES = (*STAFF, "volunteer")
"""What people are assigned to."""
GUEST = "guest"
"""A resident without an account, who holds the code of one matter; nobody is assigned to it."""
IN_AREA = ("patroller", "grid_leader", "community_secretary", "street_secretary", "street_deputy", "mediator")
"""Roles that read what belongs to the grids inside their area; their phones hold it."""
LEADING = ("grid_leader", "community_secretary")
DISTRICT_WIDE = ("district_officer", "joint_office")
"""Roles that read the whole district, online."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the table."""

    role: str
    collection: str
    action: Action
    relation: Relation


def grant(roles: str | Iterable[str], collection: str, actions: str, relation: Relation) -> tuple[Grant, ...]:
    """Rows for each role and each of the actions, which are written with spaces between."""
    everyone = (roles,) if isinstance(roles, str) else tuple(roles)
    known = {str(action): action for action in ACTIONS}
    return tuple(
        Grant(role, collection, known[word], relation) for role in everyone for word in actions.split()
    )


class Policy:
    """The table, ready to be asked."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.grants = tuple(
            sorted(set(grants), key=lambda row: (row.role, row.collection, row.action, row.relation))
        )
        self._relations: dict[tuple[str, str, str], frozenset[Relation]] = {}
        for row in self.grants:
            key = (row.role, row.collection, row.action)
            self._relations[key] = self._relations.get(key, frozenset()) | {row.relation}

    def relations(self, role: str, collection: str, action: str) -> frozenset[Relation]:
        """By which relations this is allowed; none: denied."""
        return self._relations.get((role, collection, action), frozenset())

    def rows(self) -> list[Mapping[str, str]]:
        return [asdict(row) for row in self.grants]


@cache
def policy() -> Policy:
    """The table of all features."""
    return Policy(row for module in feature_modules("rules") for row in module.POLICY)
