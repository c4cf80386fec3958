"""The small world of the server's tests in memory: real engine, schemas, policy and rules, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from server.auth.directory import Area, AreaTree
from server.auth.scope import streams_for
from server.public.guest import guest
from server.records.domain import HouseDomain
from server.records.house import House, Post
from server.records.policy import Policy
from sync.engine import pull, push, write_system
from sync.ids import uuid7
from sync.memory import MemoryStore
from sync.protocol import Actor, Assignment, Json, Receipt, Record, Request, Scope
from sync.store import SystemWrite
from tests.server.people import AREAS, BEGAN, STAFF, WORLD

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
AT = "2026-11-23T08:50:00+08:00"
EPOCH = "00000000-0000-7000-8000-000000000001"
_ids = count(1)
Fields = Mapping[str, Json]


def new_id() -> str:
    return uuid7(1_795_000_000_000 + next(_ids), 7)


def tree() -> AreaTree:
    return AreaTree(
        Area(WORLD.areas[name], name, title, level, WORLD.areas[parent] if parent else None)
        for name, (level, title, parent) in AREAS.items()
    )


def posts() -> list[Post]:
    return [
        Post(WORLD.assignments[login], WORLD.ids[login], role, WORLD.areas[place], BEGAN, None)
        for login, (_, role, place) in STAFF.items()
    ]


@dataclass
class World:
    """``now`` is moved by the test. People are named by their logins in `tests/server/people.py`."""

    now: datetime = MONDAY
    table: Policy | None = None
    bugs: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryStore(EPOCH, lambda: self.now)
        self.tree = tree()
        self.posts = posts()

    @property
    def domain(self) -> HouseDomain:
        return HouseDomain(House(self.tree, self.posts, self.now.date(), ZONE), self.now, self.table)

    def actor(self, login: str, role: str | None = None) -> Actor:
        """``role``: as if the person had this one, in the same area and under the same assignment."""
        _, own_role, place = STAFF[login]
        grids = self.tree.grids_under(WORLD.areas[place])
        held = Assignment(
            WORLD.assignments[login], WORLD.ids[login], role or own_role, WORLD.areas[place], grids
        )
        streams = streams_for([held], self.tree) | {f"person:{held.person}"}
        return Actor(held.person, f"phone of {login}", Scope(1, streams, {held.id: held}))

    def mutation(
        self,
        login: str,
        collection: str,
        fields: Fields,
        id: str | None = None,
        root: str | None = None,
        base: int = 0,
        **more: Json,
    ) -> dict[str, Json]:
        record = id or new_id()
        return {
            "id": new_id(),
            "collection": collection,
            "record": record,
            "root": root or record,
            "base": base,
            "epoch": EPOCH,
            "fields": dict(fields),
            "at": AT,
            "as": WORLD.assignments[login],
            "scope": 1,
            "schema": 1,
            **more,
        }

    def push(self, login: str, *mutations: Json, role: str | None = None) -> Sequence[Receipt]:
        receipts = push(
            self.store, self.domain, self.actor(login, role), mutations, self.now, b"key", self._bug
        )
        if self.bugs:
            raise self.bugs[0]
        return receipts

    def guest(self, matter: str, area: str = WORLD.areas["east1"]) -> Actor:
        """Whoever holds the code of this matter."""
        return guest(matter, area, self.tree)

    def push_as_guest(self, matter: str, collection: str, fields: Fields, root: str | None = None) -> Receipt:
        """What the holder of a matter's code sends; without a root it is the matter itself."""
        record = new_id() if root else matter
        mutation = {**self.mutation("li", collection, fields, record, root or matter), "as": matter}
        (receipt,) = push(
            self.store, self.domain, self.guest(matter), [mutation], self.now, b"key", self._bug
        )
        if self.bugs:
            raise self.bugs[0]
        return receipt

    def create(self, login: str, collection: str, fields: Fields, root: str | None = None) -> str:
        """A record that is accepted; its id."""
        mutation = self.mutation(login, collection, fields, root=root)
        (receipt,) = self.push(login, mutation)
        assert receipt.outcome == "applied", receipt
        return str(mutation["record"])

    def refused(self, login: str, collection: str, fields: Fields, root: str | None = None) -> Receipt:
        """A record that is refused; why."""
        (receipt,) = self.push(login, self.mutation(login, collection, fields, root=root))
        assert receipt.outcome == "refused", receipt
        return receipt

    def edit(self, login: str, record: str, fields: Fields) -> Receipt:
        """Somebody who has just looked changes a record."""
        here = self.record(record)
        (receipt,) = self.push(
            login, self.mutation(login, here.collection, fields, record, here.root, here.version)
        )
        return receipt

    def system(self, collection: str, fields: Fields, id: str | None = None, root: str | None = None) -> str:
        record = id or new_id()
        (receipt,) = write_system(
            self.store, self.domain, [SystemWrite(collection, record, root or record, fields)], self.now
        )
        assert receipt.outcome == "applied", receipt
        return record

    def record(self, id: str) -> Record:
        return self.store.data.records[id]

    def fields(self, id: str) -> Fields:
        return self.record(id).fields

    def all(self, collection: str) -> Sequence[Record]:
        return [record for record in self.store.data.records.values() if record.collection == collection]

    def phone(self, login: str) -> dict[str, Fields]:
        """What a new phone of this person holds after a pull: id → fields."""
        request = Request(EPOCH, None, None, (), {}, 1_000)
        answer = self.store.read(lambda reader: pull(reader, self.actor(login), request, (), self.now))
        return {line.record: self.fields(line.record) for line in answer.lines if not line.gone}

    def alerts(self, login: str) -> Sequence[Fields]:
        return [record.fields for record in self.all("alerts") if record.fields["person"] == WORLD.ids[login]]

    def later(self, **by: Any) -> None:
        self.now += timedelta(**by)

    def _bug(self, _mutation: str, error: BaseException) -> None:
        self.bugs.append(error)
