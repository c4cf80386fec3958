"""A report becomes a case, with the reporter's phone number apart and a code to follow it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.attachments.links import insert_once
from server.errors import Problem
from server.public import throttle
from server.public.codes import (
    code_hash,
    code_of,
    derive,
    extra_hash,
    extra_of,
    phone_digits,
)
from server.public.landing import Ground, Landing
from server.public.tables import matter as matter_table
from server.public.writing import Desk, Write, record_of
from server.records.models import record


@dataclass(frozen=True, slots=True)
class Reported:
    """``digits`` are handed out where there is no phone number."""

    case: str
    code: str
    digits: str | None


def writes_of(given: Mapping[str, Any], landing: Landing) -> list[Write]:
    """What a report says of the matter, and apart from it of the person."""
    channel = "qr" if given["place"].get("at") else "web"
    found = [Write("cases", "", {"text": given["text"], "channel": channel, **landing.fields()})]
    person = {name: given[name] for name in ("name", "phone") if given.get(name)}
    if person:
        found.append(Write("reporters", "reporter", person))
    return found


def report(desk: Desk, given: Mapping[str, Any], address: str) -> Reported:
    """In the caller's transaction. The same report again has the same case and code. Raises `Problem`.

    The row of the code is the lock: of two that come at once the second waits, and finds the first's case.
    """
    request, now = given["id"], desk.clock.now()
    case, code = record_of(desk.secret, request, "case"), code_of(desk.secret, request)
    phone = phone_digits(given.get("phone", ""))
    digits = phone or extra_of(desk.secret, request)
    said = derive(desk.secret, "report", json.dumps(given, sort_keys=True)).hex()
    counted = record_of(desk.secret, request, "count")
    throttle.take(desk.connection, "report", throttle.REPORTS, address, counted, now)
    insert_once(
        desk.connection,
        matter_table,
        case_id=case,
        code_hash=code_hash(desk.secret, code),
        extra_hash=extra_hash(desk.secret, code, digits),
        said_hash=said,
        made_at=now,
    )
    held = desk.connection.execute(
        select(matter_table.c.said_hash).where(matter_table.c.case_id == case)
    ).scalar_one_or_none()
    if held != said:
        raise Problem("This was sent before with other words.", status=409, code="mutation_reused")
    if desk.connection.execute(select(record.c.id).where(record.c.id == case)).first() is None:
        landing = Ground(desk.connection, desk.tree, desk.clock.today()).land(given["place"])
        desk.write(case, landing.area, request, writes_of(given, landing))
    return Reported(case, code, None if phone else digits)


def address_key(secret: bytes, address: str) -> str:
    """Where something came from, as it is counted: nobody reads an address off it."""
    return derive(secret, "address", throttle.network(address)).hex()
