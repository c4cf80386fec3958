"""People: one sign-in each, roles held where they can be held, no role twice on the same day."""

from __future__ import annotations

from typing import Any

from server.district.checks.areas import AreaBook
from server.district.checks.common import Once, check_days, overlap
from server.district.faults import Path
from server.district.ids import derived_id
from server.district.model import Assignment, Person
from server.district.rows import Rows
from server.district.source import Source
from server.district.words import ROLE_LEVELS


def check_people(source: Source, rows: Rows, areas: AreaBook) -> tuple[Person, ...]:
    logins, ids = Once(source), Once(source)
    people = []
    for path, row in rows:
        login: str = row["login"]
        logins.is_first((*path, "login"), f"the login {login}", login.casefold())
        assignments = None
        if "assignments" in row:
            assignments = _assignments(source, (*path, "assignments"), row, areas, ids)
        people.append(
            Person(
                id=row.get("id") or derived_id("person", login.casefold()),
                login=login,
                name=row["name"],
                password=row.get("password"),
                disabled=row.get("disabled"),
                assignments=assignments,
            )
        )
    return tuple(people)


def _assignments(
    source: Source, path: Path, row: dict[str, Any], areas: AreaBook, ids: Once
) -> tuple[Assignment, ...]:
    found: list[Assignment] = []
    for index, given in enumerate(row["assignments"]):
        where: Path = (*path, index)
        check_days(source, where, given["from_"], given["to"], "to")
        role = given["role"]
        area = areas.find((*where, "area"), given["area"], ROLE_LEVELS[role], f"the role {role}")
        if area is None:
            continue
        if area.valid_to and given["from_"] > area.valid_to:
            source.fault((*where, "from"), f"{area.code} ended on {area.valid_to}, before this begins")
        assignment = Assignment(
            id=given.get("id")
            or derived_id("assignment", row["login"].casefold(), role, area.code, given["from_"].isoformat()),
            role=role,
            area=area.code,
            area_id=area.id,
            valid_from=given["from_"],
            valid_to=given["to"],
            certified_mediator=given["certified_mediator"],
        )
        if any((a.role, a.area) == (role, area.code) and overlap(a, assignment) for a in found):
            source.fault(where, f"{row['login']} is {role} of {area.code} twice on the same days")
        elif ids.is_first(where, f"the assignment {assignment.id}", assignment.id):
            found.append(assignment)
    return tuple(found)
