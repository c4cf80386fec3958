"""Phones that know what they have sent and what they were answered."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.bench.cases import SHANGHAI, push_body, uuid7
from tests.live.client import Answer, Client
from tests.live.server import LiveServer

Json = dict[str, Any]
PATIENCE = 120.0
"""Seconds after which a test says that it waits in vain: far beyond what a slow machine needs."""

PAGES = 10_000
"""How many pages of an answer a reader takes before it says that there is no end to them."""


class NoAnswer(Exception):
    """The connection broke before the answer was there, or nobody listens: nobody knows what happened."""


class Phone:
    """One installation, signed in as one of the demo's people."""

    def __init__(self, server: LiveServer, login: str, name: str = "durability") -> None:
        self.server = server
        self.person = server.login(login)
        self.client = Client(server.url).sign_in(login, self.person["password"], name)
        self.assignment: Json = self.client.assignment(self.person["role"])
        collections = self.client.request("GET", "/api/schema").json()["collections"]
        self._schemas = {collection: found["schema"] for collection, found in collections.items()}
        self.refusals: list[int] = []
        """Statuses other than 200 that this phone was answered, in their order."""

    @property
    def area(self) -> str:
        return str(self.assignment["area"])

    def mutation(self, collection: str, fields: Json, *, root: str | None = None) -> Json:
        """A new record; its own root unless told."""
        record = uuid7()
        return {
            "id": uuid7(),
            "collection": collection,
            "record": record,
            "root": root or record,
            "base": 0,
            "epoch": self.client.epoch,
            "fields": fields,
            "at": _now(),
            "as": self.assignment["id"],
            "scope": self.client.scope,
            "schema": self._schemas[collection],
        }

    def case(self, text: str = "漏水") -> Json:
        return self.mutation("cases", {"area": self.area, "text": text})

    def entry(self, case: str, text: str = "看过了") -> Json:
        return self.mutation("entries", {"kind": "note", "text": text}, root=case)

    def sync(self, mutations: list[Json], cursors: dict[str, int] | None = None, limit: int = 1) -> Answer:
        """One request, once. Raises `NoAnswer`."""
        return self.ask("POST", "/api/sync", push_body(self.client, mutations, cursors, limit))

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Raises `NoAnswer`."""
        try:
            answer = self.client.request(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.client.hang_up()
            raise NoAnswer(str(error)) from error
        if answer.status >= 400:
            self.refusals.append(answer.status)
        return answer

    def deliver(self, *mutations: Json) -> list[Json]:
        """The receipts, after as many repetitions of the same request as it takes, as a phone does it."""
        until = time.monotonic() + PATIENCE
        while True:
            answer = self.sync(list(mutations))
            if answer.status == 200:
                receipts: list[Json] = answer.json()["receipts"]
                return receipts
            if answer.status not in (503, 507) or time.monotonic() > until:
                raise AssertionError(f"{answer.status}: {answer.body.decode(errors='replace')}")
            time.sleep(0.1)

    def create(self, mutation: Json) -> str:
        """Has a mutation applied; its record."""
        (receipt,) = self.deliver(mutation)
        if receipt["outcome"] != "applied":
            raise AssertionError(receipt)
        return str(mutation["record"])


@dataclass
class Follower:
    """Reads on from its cursors, as phones do, and keeps what it was told."""

    phone: Phone
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    """Record to version."""
    fields: dict[str, Json] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    given: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    """Stream and position to record and version."""
    twice: list[tuple[str, int]] = field(default_factory=list)
    """Positions at which two different things were shown."""

    def pull(self) -> None:
        for _ in range(PAGES):
            answer = self.phone.sync([], self.cursors, 200)
            if answer.status != 200:
                raise AssertionError(f"{answer.status}: {answer.body.decode(errors='replace')}")
            said = answer.json()
            for change in said["changes"]:
                self._take(change)
            self.cursors |= said["cursors"]
            if not said["more"]:
                return
        raise AssertionError(f"more and more, from {self.cursors}")

    def records(self, collection: str) -> list[str]:
        return [record for record, name in self.collections.items() if name == collection]

    def _take(self, change: Json) -> None:
        record = change["record"]
        for stream, position in change["streams"].items():
            shown = (record, change.get("version", 0))
            if self.given.setdefault((stream, position), shown) != shown:
                self.twice.append((stream, position))
        if change.get("gone"):
            return
        if change["version"] >= self.held.get(record, 0):
            self.held[record] = change["version"]
            self.fields[record] = change["fields"]
            self.collections[record] = change["collection"]


def everything(phone: Phone) -> Follower:
    """What a first sync brings."""
    fresh = Follower(phone)
    fresh.pull()
    return fresh


def _now() -> str:
    return datetime.now(SHANGHAI).isoformat(timespec="milliseconds")
