"""Who is asking: read from the database at every request, never from the token or a cache of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g, request
from sqlalchemy import (
    Connection,
    Label,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)

from server.auth.directory import AreaTree, area_tree
from server.auth.scope import Content, Held, content_on
from server.auth.spans import renew
from server.auth.tables import assignment, device, person, scope_span, session
from server.auth.tokens import COOKIE, token_hash
from server.clock import Clock, clock, hours_before
from server.db import engine, glancing, run_writing, write_if_free
from server.errors import Forbidden, NotSignedIn
from server.installation import installation
from sync.protocol import LATE_SCOPE_HOURS, Actor, Scope

P = ParamSpec("P")
R = TypeVar("R")

SEEN_EVERY_HOURS = 1.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session of this request, as the database had it when the request began."""

    token_hash: str
    device: str
    device_name: str
    person: str
    login: str
    name: str
    epoch: str
    assignments: Sequence[Held]
    """Those that hold today."""
    tree: AreaTree
    actor: Actor


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Only for people with a session: 401 otherwise."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        current_session()
        return view(*args, **kwargs)

    return guarded


def current_actor() -> Actor:
    return current_session().actor


def current_session() -> SignedIn:
    """The session of this request; read once. Raises `NotSignedIn` or `Forbidden`."""
    if "signed_in" not in g:
        g.signed_in = read_session(*_token())
    found: SignedIn = g.signed_in
    return found


def _token() -> tuple[str, bool]:
    """The token and whether it came as a cookie; an Authorization header always goes first."""
    header = request.headers.get("Authorization")
    if header is not None:
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise NotSignedIn("Sign in first.")
        return token.strip(), False
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise NotSignedIn("Sign in first.")
    return token, True


def read_session(token: str, by_cookie: bool = False) -> SignedIn:
    if by_cookie and request.method not in ("GET", "HEAD", "OPTIONS"):
        require_same_origin()
    time = clock()
    with glancing(engine()) as connection:
        found = _rows(connection, token_hash(token), time)
    rows = sorted((row for row in found if row.number is None), key=lambda row: row.id or "")
    if not rows:
        raise NotSignedIn("This sign-in is not known here.")
    first = rows[0]
    earlier = _scopes(row for row in found if row.number is not None)
    if first.revoked_at is not None:
        raise NotSignedIn("This device was signed out from elsewhere.", code="device_revoked")
    if first.disabled:
        raise NotSignedIn("This account is closed for now.", code="person_disabled")
    tree = area_tree(first.directory_version)
    held = [
        Held(
            row.id,
            first.person_id,
            row.role,
            row.area_id,
            row.valid_from,
            row.valid_to,
            row.certified_mediator,
        )
        for row in rows
        if row.id is not None
    ]
    content, number = content_on(time.today(), first.person_id, held, tree), first.scope_number
    if content.hash != first.scope_hash:
        number, noted, earlier = _renew(first.person_id, tree, time)
        if noted != content.hash:  # somebody wrote the directory meanwhile: look again
            return read_session(token, by_cookie)
    _note_seen(first.device_id, first.last_seen, time.now())
    return SignedIn(
        token_hash=first.token_hash,
        device=first.device_id,
        device_name=first.device_name,
        person=first.person_id,
        login=first.login,
        name=first.name,
        epoch=first.epoch,
        assignments=held,
        tree=tree,
        actor=Actor(first.person_id, first.device_id, content.scope(number), earlier),
    )


_HOLDS = and_(
    assignment.c.person_id == person.c.id,
    assignment.c.valid_from <= bindparam("today"),
    or_(assignment.c.valid_to.is_(None), assignment.c.valid_to >= bindparam("today")),
)
_WHO = (
    session.c.token_hash, session.c.device_id, device.c.name.label("device_name"), device.c.last_seen,
    device.c.revoked_at, device.c.person_id, person.c.login, person.c.name, person.c.disabled,
    person.c.scope_number, person.c.scope_hash, installation.c.epoch,
    installation.c.directory_version, assignment.c.id, assignment.c.role, assignment.c.area_id,
    assignment.c.valid_from, assignment.c.valid_to, assignment.c.certified_mediator,
)  # fmt: skip
_SPAN = (scope_span.c.number, scope_span.c.until, scope_span.c.content)


def _nothing(column: Any) -> Label[Any]:
    return literal_column("NULL", type_=column.type).label(column.name)


_ENDED = and_(scope_span.c.person_id == device.c.person_id, scope_span.c.until > bindparam("since"))
_SESSION = union_all(
    select(*_WHO, *map(_nothing, _SPAN))
    .select_from(session)
    .join(device, device.c.id == session.c.device_id)
    .join(person, person.c.id == device.c.person_id)
    .join(installation, true())
    .outerjoin(assignment, _HOLDS)
    .where(session.c.token_hash == bindparam("token_hash")),
    select(*map(_nothing, _WHO), *_SPAN)
    .select_from(session)
    .join(device, device.c.id == session.c.device_id)
    .join(scope_span, _ENDED)
    .where(session.c.token_hash == bindparam("token_hash")),
)
"""Put together once: that takes longer than asking it."""


def _rows(connection: Connection, hashed: str, time: Clock) -> Sequence[Any]:
    """One query for everything: session, device, person, installation; a row for each assignment of today.

    And one for each scope that ended within the last 72 hours, with its ``number``.
    """
    values = {"token_hash": hashed, "today": time.today(), "since": _ended_since(time)}
    return connection.execute(_SESSION, values).all()


def _ended_since(time: Clock) -> datetime:
    return hours_before(time.now(), LATE_SCOPE_HOURS)


def _scopes(rows: Iterable[Any]) -> Sequence[Scope]:
    """Newest first."""
    newest_first = sorted(rows, key=lambda row: -row.number)
    return [Content.read(row.content).scope(row.number, row.until) for row in newest_first]


def _earlier(connection: Connection, person_id: str, time: Clock) -> Sequence[Scope]:
    """The scopes that ended within the last 72 hours, newest first."""
    wanted = select(*_SPAN).where(
        scope_span.c.person_id == person_id, scope_span.c.until > _ended_since(time)
    )
    return _scopes(connection.execute(wanted))


def _renew(person_id: str, tree: AreaTree, time: Clock) -> tuple[int, str, Sequence[Scope]]:
    """Notes the scope of now: its number and hash, and the earlier ones."""
    wanted = select(person.c.scope_number, person.c.scope_hash).where(person.c.id == person_id)

    def work(connection: Connection) -> tuple[int, str, Sequence[Scope]]:
        renew(connection, time, tree, [person_id])
        number, noted = connection.execute(wanted).one()
        return number, noted, _earlier(connection, person_id, time)

    return run_writing(engine(), work)


def _note_seen(device_id: str, last: datetime, now: datetime) -> None:
    """Keeps the list of devices roughly true, without ever making a reader wait for a writer."""
    if last > hours_before(now, SEEN_EVERY_HOURS):
        return
    seen = update(device).where(device.c.id == device_id).values(last_seen=now)
    write_if_free(engine(), lambda connection: connection.execute(seen))


def require_same_origin() -> None:
    """A browser sends the cookie by itself; only `Origin` says whose page it was."""
    origin = request.headers.get("Origin")
    if origin != request.host_url.rstrip("/"):
        raise Forbidden("This request came from another site.", code="foreign_origin")
