"""What a clerk does to one person from the command line; it holds at their next request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from server.auth.directory import Area, AreaTree, read_tree
from server.auth.scope import ROLES, Held
from server.auth.spans import directory_change
from server.auth.tables import assignment, person
from server.clock import Clock
from server.errors import CommandError
from server.ids import new_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """An assignment to be made. `area` is an id, a code, or codes from above with slashes between."""

    role: str
    area: str
    valid_from: date
    valid_to: date | None = None
    certified_mediator: bool = False


def set_disabled(connection: Connection, login: str, disabled: bool) -> None:
    """Shuts a person out, or lets them in again. Their devices and unsent work stay theirs."""
    changed = update(person).where(person.c.login == login).values(disabled=disabled)
    if connection.execute(changed).rowcount == 0:
        raise CommandError(f"there is nobody with the login {login}")


def assign(connection: Connection, clock: Clock, login: str, wanted: Wanted) -> tuple[Held, bool]:
    """Gives a person a role in an area; the assignment, and whether it is new: harmless to repeat."""
    if wanted.role not in ROLES:
        raise CommandError(f"there is no role {wanted.role}; there are {', '.join(sorted(ROLES))}")
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise CommandError("it would end before it begins")
    who = connection.execute(select(person.c.id).where(person.c.login == login)).scalar()
    if who is None:
        raise CommandError(f"there is nobody with the login {login}")
    area = find_area(read_tree(connection), wanted.area)
    same = (assignment.c.person_id == who, assignment.c.role == wanted.role, assignment.c.area_id == area.id)
    for row in connection.execute(select(assignment).where(*same)):
        held = Held(*row)
        if held.holds(wanted.valid_from) and held.valid_to == wanted.valid_to:
            return held, False
    made = Held(
        id=new_id(),
        person=who,
        role=wanted.role,
        area=area.id,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        certified_mediator=wanted.certified_mediator,
    )
    with directory_change(connection, clock):
        connection.execute(
            insert(assignment).values(
                id=made.id,
                person_id=made.person,
                role=made.role,
                area_id=made.area,
                valid_from=made.valid_from,
                valid_to=made.valid_to,
                certified_mediator=made.certified_mediator,
            )
        )
    return made, True


def find_area(tree: AreaTree, text: str) -> Area:
    """The one area that `text` names: an id, a code, or the end of its path (`440311/GM/03`)."""
    named = tree.get(text)
    if named is not None:
        return named
    wanted = text.split("/")
    found = [area for area in tree.by_code(wanted[-1]) if _codes(tree, area)[-len(wanted) :] == wanted]
    if not found:
        raise CommandError(f"there is no area with the code {text}")
    if len(found) > 1:
        paths = ", ".join("/".join(_codes(tree, area)) for area in found[:5])
        raise CommandError(f"several areas have the code {text}; say which: {paths}")
    return found[0]


def _codes(tree: AreaTree, area: Area) -> Sequence[str]:
    return [one.code for one in tree.path(area.id)]
