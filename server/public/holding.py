"""Who holds a code: the case it opens, or one answer for everything that it does not open."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from server.auth.tables import assignment
from server.clock import Clock
from server.db import run_writing
from server.errors import NotFound
from server.ids import new_id
from server.public import throttle
from server.public.codes import code_hash, extra_hash
from server.public.progress import Family
from server.public.tables import matter as matter_table
from server.records.transaction import SqlTransaction


def opened(engine: Engine, clock: Clock, secret: bytes, address: str, code: str, digits: str) -> str:
    """The case that code and digits open together. `NotFound` for all else, `TooMany` after many failures.

    Tries are decided one after the other, for one code and for one address: whoever tries in parallel does
    not get more of them.
    """
    subject, now = code_hash(secret, code), clock.now()
    given = extra_hash(secret, code, digits)
    wanted = select(matter_table).where(matter_table.c.code_hash == subject)

    def decide(connection: Connection) -> str | None:
        throttle.check_guess(connection, address, subject, now)
        row = connection.execute(wanted).first()
        if hmac.compare_digest(row.extra_hash if row else "", given) and row:
            return str(row.case_id)
        throttle.note_guess(connection, new_id(), address, subject, now)
        return None

    found = run_writing(engine, decide)
    if found is None:
        raise unknown()
    return found


def unknown() -> NotFound:
    """The same for a code that does not exist, and for digits that do not belong to it."""
    return NotFound("This code and these digits open nothing here.")


def family(connection: Connection, case: str, now: datetime) -> Family | None:
    """All that belongs to a case; None where it is there no more."""
    records = SqlTransaction(connection, now).families([case])
    root = next((one for one in records if one.id == case), None)
    if root is None:
        return None
    entries = [one for one in records if one.collection == "entries"]
    authors = {one.author for one in entries} | {str(root.fields.get("assignee") or "")}
    roles = select(assignment.c.id, assignment.c.role).where(assignment.c.id.in_(authors))
    return Family(
        root,
        entries,
        [one for one in records if one.collection == "attachments"],
        {row.id: row.role for row in connection.execute(roles)},
    )
