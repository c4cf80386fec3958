"""Assignments: what a file gives its people, and what they had before and it does not list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from server.auth.tables import assignment, person
from server.district.model import Assignment, DistrictFile
from server.district.records import Written, assignment_record
from server.district.rows_of import assignment_row


def assignment_rows(
    connection: Connection, file: DistrictFile, ids: Mapping[str, str], today: date
) -> list[dict[str, Any]]:
    """Rows of `assignment` for everybody whose assignments the file lists; `ids` gives a person's by login.

    What a person held before and is not listed had its last day yesterday: it does not hold any more.
    """
    rows = []
    for one in file.people:
        if one.assignments is None:
            continue
        owner = ids[one.login]
        rows += [assignment_row(each, owner) for each in one.assignments]
        listed = {each.id for each in one.assignments}
        for row in connection.execute(select(assignment).where(assignment.c.person_id == owner)):
            if row.id not in listed and (row.valid_to is None or row.valid_to >= today):
                ended = replace(_assignment(row), valid_to=today - timedelta(days=1))
                rows.append(assignment_row(ended, owner))
    return rows


def assignment_records(connection: Connection, people: Iterable[str] | None) -> Iterator[Written]:
    """The records of these people's assignments (None: everybody's), as the tables have them now."""
    wanted = select(assignment, person.c.name).join(person, person.c.id == assignment.c.person_id)
    chosen = None if people is None else set(people)
    for row in connection.execute(wanted.order_by(assignment.c.id)):
        if chosen is None or row.person_id in chosen:
            yield assignment_record(_assignment(row), row.person_id, row.name)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        id=row.id,
        role=row.role,
        area="",
        area_id=row.area_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        certified_mediator=row.certified_mediator,
    )
