"""One change again and again: a new case, and a note to it, by somebody who reads 56 streams."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from server.db import reading
from tests.bench import sync
from tests.bench.cases import push_body
from tests.live.client import Client
from tests.live.server import LiveServer


class Changing:
    """A signed-in community secretary with cursors at the end of every stream."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        secretary = server.person("community_secretary")
        person = Client(server.url).sign_in(secretary["login"], secretary["password"])
        sync.widen(server, secretary["login"], person)
        self.pusher = sync.Pusher(server, "community_secretary")
        asked = push_body(self.pusher.client, [], {}, 1) | {"scope": None}
        answer = self.pusher.client.request("POST", "/api/sync", asked).json()
        self.pusher.client.scope = answer["scope"]
        patroller = server.person("patroller")
        there = Client(server.url).sign_in(patroller["login"], patroller["password"])
        self._area = there.assignment("patroller")["area"]
        self._cursors: dict[str, int] = {}

    def catch_up(self, engine: Engine) -> None:
        """The cursors of somebody who holds everything, without reading it all."""
        with reading(engine) as connection:
            rows = connection.execute(text("SELECT id, position FROM stream")).all()
        self._cursors = {f"s{number}": position for number, position in rows}
        self.rest()

    def rest(self) -> None:
        """Lets the connection go: filling a station, this or another, takes longer than one may be idle."""
        self.pusher.client.hang_up()

    def change(self) -> str:
        """Sends one new case and reads what came of it; gives its id."""
        (mutation,) = self.pusher.mutations(1, self._area)
        body = push_body(self.pusher.client, [mutation], self._cursors)
        answer: dict[str, Any] = self.pusher.client.request("POST", "/api/sync", body).json()
        if answer["receipts"][0]["outcome"] != "applied" or not answer["changes"] or answer["more"]:
            raise RuntimeError(str(answer)[:2_000])
        self._cursors.update(answer["cursors"])
        record: str = mutation["record"]
        return record

    def spent(self, last: int) -> list[float]:
        """Milliseconds that the server spent on each of the last so many."""
        return sync.logged_ms(self._server, last)
