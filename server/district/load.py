"""Loads a district file: everything in one transaction, or nothing.

1. Read and check the file against what the installation holds. A wrong file ends here.
2. Hash new passwords, which takes a while, before anything is locked.
3. Bring the typed tables (areas, people, assignments, values) to what the file says; scopes move with them.
4. Write the records that travel to phones, and move what is open in areas that have ended.

A second load of the same file finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from server.auth import tables as directory
from server.auth.spans import directory_change
from server.calendar.tables import working_day
from server.clock import Clock
from server.db import reading, run_writing
from server.district import tables
from server.district.accounts import Account, accounts, new_hashes, person_rows
from server.district.known import known
from server.district.model import DistrictFile, Known
from server.district.moves import move_open_roots
from server.district.posts import assignment_records, assignment_rows
from server.district.publish import publish
from server.district.put import Change, change
from server.district.read import read_district
from server.district.records import Written, records
from server.district.rows_of import area_rows, district_row, rule_row, working_day_row
from server.errors import CommandError
from server.installation import installation


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was in the file, and whether the directory had to be changed for it."""

    file: DistrictFile
    changed: bool


def load_file(engine: Engine, clock: Clock, path: Path) -> Loaded:
    """Raises `DistrictFileRefused` with every fault, `CommandError` where file and installation differ."""
    with reading(engine) as connection:
        held, people = known(connection), accounts(connection)
    file = read_district(path, held)
    if file.district and file.district.timezone != str(clock.zone):
        raise CommandError(
            f"{path.name} is for {file.district.timezone}, but GRIDWALK_TIMEZONE says {clock.zone}"
        )
    hashes = new_hashes(file, people)
    return run_writing(engine, lambda connection: _apply(connection, clock, file, held, people, hashes))


def _apply(
    connection: Connection,
    clock: Clock,
    file: DistrictFile,
    held: Known,
    people: dict[str, Account],
    hashes: dict[str, str],
) -> Loaded:
    # One load at a time.
    connection.execute(select(installation.c.one).with_for_update()).scalar_one()
    rows = person_rows(file, people, hashes)
    ids = {row["login"]: row["id"] for row in rows}
    areas = change(connection, directory.area, area_rows(file, held))
    changes = [
        areas,
        change(connection, directory.person, rows),
        change(connection, directory.assignment, assignment_rows(connection, file, ids, clock.today())),
        change(connection, tables.district, [district_row(file.district)] if file.district else []),
        change(connection, tables.rule, map(rule_row, file.rules)),
        change(connection, working_day, map(working_day_row, file.working_days)),
    ]
    if any(changes):
        with directory_change(connection, clock):
            for each in changes:
                each.write(connection)
    publish(connection, clock, [*records(file), *_assignments(connection, areas, ids)])
    move_open_roots(connection, clock)
    return Loaded(file, any(changes))


def _assignments(connection: Connection, areas: Change, ids: dict[str, str]) -> Iterable[Written]:
    """A changed tree of areas moves the audience of everybody's assignments, in the file or not."""
    return assignment_records(connection, None if areas else ids.values())
