"""So much from one place, and no more: reports, photos and guesses, counted in the database by all processes.

Of codes only failures count. A code that does not exist counts like one that does: nobody learns which is
which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from sqlalchemy import ColumnElement, Connection, delete, func, select, text

from server.attachments.links import insert_once
from server.errors import Problem
from server.public.tables import public_count as count


@dataclass(frozen=True, slots=True)
class Limit:
    most: int
    within: timedelta


REPORTS = Limit(30, timedelta(hours=1))
"""From one address. Many phones of a mobile network share one, and a neighbourhood may have one complaint."""
PHOTOS = Limit(120, timedelta(hours=1))
GUESSES = Limit(10, timedelta(minutes=15))
"""From one address."""
GUESSES_OF_ONE = Limit(5, timedelta(hours=1))
"""Of one code, from anywhere: ten thousand times four digits would take three months."""
GUESSES_OF_ALL = Limit(300, timedelta(minutes=15))
"""From everywhere: above that, whoever has failed once waits; whoever has the right code is let in."""
KEPT = timedelta(days=1)


class TooMany(Problem):
    status, code = 429, "too_many"

    def __init__(self, opens: datetime, now: datetime) -> None:
        seconds = max(ceil((opens - now).total_seconds()), 1)
        super().__init__("Too many in a short time. Wait a little.", headers={"Retry-After": str(seconds)})


def network(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one customer has in IPv6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or (int(known) >> 64))
    return address


def one_at_a_time(connection: Connection, *keys: str) -> None:
    """PostgreSQL's writers run side by side: those of one key count one after the other."""
    if connection.dialect.name == "postgresql":
        for key in sorted(keys):
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": key})


def take(connection: Connection, kind: str, limit: Limit, address: str, id: str, now: datetime) -> None:
    """Counts one more of these from an address; the same ``id`` again is the same one. Raises `TooMany`."""
    one_at_a_time(connection, address)
    if connection.execute(select(count.c.id).where(count.c.id == id)).first() is None:
        _check(connection, limit, now, count.c.kind == kind, count.c.address == address)
        insert_once(connection, count, id=id, kind=kind, address=address, subject="", at=now)


def check_guess(connection: Connection, address: str, subject: str, now: datetime) -> None:
    """Raises `TooMany` while this address, or anybody with this code, has failed too often."""
    one_at_a_time(connection, address, subject)
    guess = count.c.kind == "guess"
    _check(connection, GUESSES, now, guess, count.c.address == address)
    _check(connection, GUESSES_OF_ONE, now, guess, count.c.subject == subject)
    mine = Limit(1, GUESSES_OF_ALL.within)
    try:
        _check(connection, mine, now, guess, count.c.address == address)
    except TooMany:
        _check(connection, GUESSES_OF_ALL, now, guess)


def note_guess(connection: Connection, id: str, address: str, subject: str, now: datetime) -> None:
    insert_once(connection, count, id=id, kind="guess", address=address, subject=subject, at=now)


def forget_old(connection: Connection, now: datetime) -> None:
    connection.execute(delete(count).where(count.c.at <= now - KEPT))


def _check(connection: Connection, limit: Limit, now: datetime, *wanted: ColumnElement[bool]) -> None:
    recent = select(count.c.at).where(*wanted, count.c.at > now - limit.within)
    newest = recent.order_by(count.c.at.desc()).limit(limit.most).subquery()
    found, oldest = connection.execute(select(func.count(), func.min(newest.c.at))).one()
    if found >= limit.most:
        raise TooMany(oldest + limit.within, now)
