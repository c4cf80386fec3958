"""Scope numbers: which scope a person had when, so that late work is judged by the scope it was made under.

A scope changes in two ways. Somebody writes the directory: they do it inside `directory_change`, which closes
the scopes that end with it. Or a day begins on which an assignment starts or no longer holds: nobody writes
anything then, so the next look replays the midnights that have passed since the last one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from server.auth.directory import AreaTree, read_tree
from server.auth.scope import Content, Held, content_on
from server.auth.tables import assignment, person, scope_span
from server.clock import Clock
from server.installation import directory_changed


@dataclass(frozen=True, slots=True)
class Span:
    """One scope of one person, from `since` until `until` (None: still). `hash` names its content."""

    number: int
    since: datetime
    until: datetime | None
    hash: str
    content: Content | None


def replay(
    last: Span | None,
    number: int,
    rows: Sequence[Held],
    person_id: str,
    tree: AreaTree,
    now: datetime,
    clock: Clock,
) -> list[Span]:
    """The spans that have to be written to bring a person's scopes up to `now`: pure.

    The first one is `last`, closed, if it ended.
    """
    at = content_on(now.astimezone(clock.zone).date(), person_id, rows, tree)
    if last is None:
        return [Span(number + 1, now, None, at.hash, at)]
    began = content_on(last.since.astimezone(clock.zone).date(), person_id, rows, tree)
    moments = _midnights(rows, last.since, now, clock) if began.hash == last.hash else []
    spans = [last]
    for moment in [*moments, now]:
        content = content_on(moment.astimezone(clock.zone).date(), person_id, rows, tree)
        open_span = spans[-1]
        if content.hash != open_span.hash:
            spans[-1] = Span(open_span.number, open_span.since, moment, open_span.hash, open_span.content)
            spans.append(Span(open_span.number + 1, moment, None, content.hash, content))
    return spans if len(spans) > 1 else []


def _midnights(rows: Iterable[Held], after: datetime, until: datetime, clock: Clock) -> list[datetime]:
    days = {row.valid_from for row in rows}
    days |= {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
    return sorted(moment for day in days if after < (moment := clock.midnight(day)) <= until)


def renew(connection: Connection, clock: Clock, tree: AreaTree, people: Iterable[str] | None = None) -> None:
    """Brings the scopes of `people` (None: of all who ever had one) up to now, in a writing transaction."""
    wanted = select(person.c.id, person.c.scope_number, person.c.scope_hash).order_by(person.c.id)
    if people is None:
        wanted = wanted.where(person.c.scope_number > 0)
    else:
        wanted = wanted.where(person.c.id.in_(list(people)))
    held = connection.execute(wanted.with_for_update()).all()
    ids = [row.id for row in held]
    rows, last = _assignments(connection, ids), _open_spans(connection, ids)
    now = clock.now()
    for row in held:
        open_since = last.get(row.id)
        before = Span(row.scope_number, open_since, None, row.scope_hash, None) if open_since else None
        _write(
            connection,
            row.id,
            before,
            replay(before, row.scope_number, rows[row.id], row.id, tree, now, clock),
        )


@contextmanager
def directory_change(connection: Connection, clock: Clock) -> Iterator[None]:
    """Write people, assignments and areas in this block: scopes that end or begin with it do so now."""
    renew(connection, clock, read_tree(connection))
    yield
    directory_changed(connection)
    renew(connection, clock, read_tree(connection))


def _assignments(connection: Connection, people: Sequence[str]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for part in _parts(people):
        for row in connection.execute(select(assignment).where(assignment.c.person_id.in_(part))):
            found[row.person_id].append(Held(*row))
    return found


def _open_spans(connection: Connection, people: Sequence[str]) -> dict[str, datetime]:
    columns = (scope_span.c.person_id, scope_span.c.since)
    found: dict[str, datetime] = {}
    for part in _parts(people):
        wanted = select(*columns).where(scope_span.c.person_id.in_(part), scope_span.c.until.is_(None))
        found |= {row.person_id: row.since for row in connection.execute(wanted)}
    return found


def _write(connection: Connection, person_id: str, before: Span | None, spans: Sequence[Span]) -> None:
    for span in spans:
        if before is not None and span.number == before.number:
            here = (scope_span.c.person_id == person_id, scope_span.c.number == span.number)
            connection.execute(update(scope_span).where(*here).values(until=span.until))
        elif span.content is not None:
            connection.execute(
                insert(scope_span).values(
                    person_id=person_id, number=span.number, since=span.since, until=span.until,
                    content=span.content.json(),
                )
            )  # fmt: skip
    if spans:
        last = spans[-1]
        now_is = {"scope_number": last.number, "scope_hash": last.hash}
        connection.execute(update(person).where(person.c.id == person_id).values(**now_is))


def _parts(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Databases take a limited number of values in one IN."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
