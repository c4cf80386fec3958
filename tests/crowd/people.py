"""People by the hundred, each signed in on a phone, spread over the district's grids."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, insert, select

from server.auth.spans import directory_change
from server.auth.tables import area, assignment, device, person, session
from server.auth.tokens import new_token, token_hash
from server.clock import Clock
from server.config import SHANGHAI
from server.db import make_engine, writing
from server.ids import new_id
from tests.bench.cases import push_body
from tests.live.client import Client
from tests.live.server import LiveServer


@dataclass
class Member:
    """A patroller's phone: who and where, and how far it has read."""

    url: str
    token: str
    assignment: str
    grid: str
    cursors: dict[str, int] = field(default_factory=dict)
    epoch: str = ""
    scope: int = 0

    def client(self) -> Client:
        """A connection of its own, signed in."""
        client = Client(self.url, self.token)
        client.epoch, client.scope = self.epoch, self.scope
        return client


def hire(server: LiveServer, count: int, grids: int) -> list[Member]:
    """New patrollers in so many grids, signed in without the slow check of a password."""
    url = server.environ.get("GRIDWALK_DATABASE_URL") or f"sqlite:///{server.data_dir / 'gridwalk.sqlite3'}"
    engine, clock = make_engine(url), Clock(SHANGHAI)
    try:
        with writing(engine) as connection, directory_change(connection, clock):
            wanted = select(area.c.id).where(area.c.level == "grid").order_by(area.c.code).limit(grids)
            found = list(connection.execute(wanted).scalars())
            return [_hired(connection, clock, server.url, found[n % len(found)]) for n in range(count)]
    finally:
        engine.dispose()


def _hired(connection: Connection, clock: Clock, url: str, grid: str) -> Member:
    who, post, phone, token, now = new_id(), new_id(), new_id(), new_token(), clock.now()
    began = clock.today() - timedelta(days=1)
    login = f"crowd-{secrets.token_hex(6)}"
    row = {"id": post, "person_id": who, "role": "patroller", "area_id": grid, "valid_from": began}
    installed = {"id": phone, "person_id": who, "name": "a phone", "created_at": now, "last_seen": now}
    connection.execute(insert(person).values(id=who, login=login, name=login))
    connection.execute(insert(assignment).values(**row))
    connection.execute(insert(device).values(**installed))
    connection.execute(insert(session).values(token_hash=token_hash(token), device_id=phone, created_at=now))
    return Member(url, token, post, grid)


def read_all(members: Sequence[Member]) -> None:
    """Every phone has read everything: the first of a grid reads it, the others start where it ended."""
    first: dict[str, Member] = {}
    for member in members:
        teacher = first.setdefault(member.grid, member)
        member.cursors = dict(teacher.cursors)
        with Client(member.url, member.token) as client:
            while True:
                asked = push_body(client, [], member.cursors) | {"epoch": None, "scope": None}
                answer = client.request("POST", "/api/sync", asked).json()
                member.epoch, member.scope = answer["epoch"], answer["scope"]
                member.cursors |= answer["cursors"]
                if not answer["more"]:
                    break
