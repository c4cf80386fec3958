"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, or_, select, text, update

from server.auth import throttle
from server.auth.passwords import hash_password, is_password, needs_rehash
from server.auth.tables import device, person, session
from server.auth.tokens import new_token, token_hash
from server.db import is_sqlite, reading, run_writing
from server.errors import NotSignedIn
from server.ids import new_id


@dataclass(frozen=True, slots=True)
class Credentials:
    login: str
    password: str
    device_id: str | None
    device_name: str


def sign_in(engine: Engine, given: Credentials, key: str, now: datetime) -> str:
    """A new session's token. Raises `TooManyTries` or `NotSignedIn`; `key` names the account in the throttle.

    The password is checked between two looks at the throttle: whoever tries in parallel learns from at most
    ten failures too, and no connection is held while argon2 takes its time.
    """
    with reading(engine) as connection:
        throttle.check(connection, key, now)
        found = connection.execute(_named(given.login)).first()
    right = is_password(found.password_hash if found else None, given.password)
    fresh = hash_password(given.password) if right and found and needs_rehash(found.password_hash) else None

    def decide(connection: Connection) -> str | None:
        _one_at_a_time(connection, engine, key)
        throttle.check(connection, key, now)
        if not right or found is None:
            throttle.note_failure(connection, key, now)
            return None
        if fresh is not None:
            connection.execute(update(person).where(person.c.id == found.id).values(password_hash=fresh))
        return _open(connection, found, given, now)

    token = run_writing(engine, decide)
    if token is None:
        raise NotSignedIn("The name or the password is not right.", code="wrong_sign_in")
    return token


def account(login: str) -> str:
    """What people type on a phone, where the first letter becomes a capital by itself."""
    return login.strip().casefold()


def _named(login: str) -> Select[Any]:
    """The person with this login; the very same letters go first."""
    same = func.lower(person.c.login) == account(login)
    return select(person).where(or_(person.c.login == login, same)).order_by(person.c.login != login)


def _one_at_a_time(connection: Connection, engine: Engine, key: str) -> None:
    """PostgreSQL's writers run side by side: those of one account count one after the other."""
    if not is_sqlite(engine):
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": key})


def _open(connection: Connection, who: Row[Any], given: Credentials, now: datetime) -> str:
    if connection.execute(select(person.c.disabled).where(person.c.id == who.id)).scalar_one():
        raise NotSignedIn("This account is closed for now.", code="person_disabled")
    at = _device(connection, who.id, given, now)
    token = new_token()
    connection.execute(delete(session).where(session.c.device_id == at))  # one session a device
    connection.execute(insert(session).values(token_hash=token_hash(token), device_id=at, created_at=now))
    return token


def _device(connection: Connection, person_id: str, given: Credentials, now: datetime) -> str:
    """The device that the phone names, if it is this person's or nobody's; otherwise a new one."""
    if given.device_id:
        owner = connection.execute(select(device.c.person_id).where(device.c.id == given.device_id)).scalar()
        if owner == person_id:
            again = {"name": given.device_name, "last_seen": now, "revoked_at": None}
            connection.execute(update(device).where(device.c.id == given.device_id).values(**again))
            return given.device_id
    made = given.device_id if given.device_id and owner is None else new_id()
    connection.execute(
        insert(device).values(
            id=made,
            person_id=person_id,
            name=given.device_name,
            created_at=now,
            last_seen=now,
            revoked_at=None,
        )
    )
    return made


def sign_out(engine: Engine, hashed: str) -> None:
    run_writing(
        engine, lambda connection: connection.execute(delete(session).where(session.c.token_hash == hashed))
    )
