"""A small station for tests: the engine over a store in memory, asked in bytes as over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sync import engine
from sync.memory import Data, MemoryStore
from sync.protocol import Actor, Receipt, Scope
from sync.retiring import leave_phones
from sync.store import SystemWrite
from sync.wire import read_request, write_answer
from tests.sync.domain import House, assignment_of, scope

KEY = b"a key of the tests' own"
_ASKED = ("scope", "epoch", "cursors", "limit", "check", "mismatched")
BEGIN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def named(name: str) -> str:
    """The UUIDv7 that ``<m12>`` stands for; ids of one letter rise with their number."""
    return f"0193a1b2-{ord(name[0]):04x}-7000-8000-{int(name[1:]):012x}"


def resolved(value: Any) -> Any:
    """With every ``<m12>`` in it replaced."""
    text = re.sub(r"<([a-z]\d+)>", lambda match: named(match[1]), json.dumps(value))
    return json.loads(text)


class Duties:
    """Who may do what where, by name of the person. A change of theirs begins a new scope."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.scopes: dict[str, list[Scope]] = {}

    def hire(self, person: str, grids: Sequence[str], role: str = "patroller") -> None:
        """From now on they have this one assignment; without grids they have none."""
        spans = self.scopes.setdefault(person, [])
        if spans:
            last = spans[-1]
            spans[-1] = Scope(last.number, last.streams, last.assignments, self.now.isoformat())
        spans.append(scope(person, grids, role, len(spans) + 1))

    def actor(self, person: str, device: str) -> Actor:
        """With the scopes that ended within the last 72 hours, as the server reads them at each request."""
        spans = self.scopes[person]
        since = self.now - timedelta(hours=72)
        earlier = [s for s in spans[:-1] if s.ended_at and datetime.fromisoformat(s.ended_at) > since]
        return Actor(person, device, spans[-1], earlier)


class Station(Duties):
    """The engine over a store in memory."""

    def __init__(self, store: type[MemoryStore] = MemoryStore) -> None:
        super().__init__()
        self.store = store("e1", lambda: self.now)
        self.house = House()
        self.bugs: list[str] = []
        self.backup: Data | None = None

    def ask(self, person: str, device: str, body: bytes) -> bytes:
        """One request, from bytes to bytes."""
        self.now += timedelta(seconds=1)
        request = read_request(body)
        actor = self.actor(person, device)
        answer = engine.sync(self.store, self.house, actor, request, lambda: self.now, KEY, self._bug)
        return write_answer(answer)

    def push(
        self, person: str, device: str, mutations: Sequence[Mapping[str, Any]], **more: Any
    ) -> dict[str, Any]:
        """Mutations with what they leave out filled in; the whole answer."""
        spans = self.scopes[person]
        request = {
            "protocol": 1,
            "epoch": self.store.data.epochs[-1],
            "phone_time": None,
            "scope": spans[-1].number,
            "mutations": [self.whole(person, mutation) for mutation in mutations],
            "cursors": {},
            "limit": 1000,
        }
        answer = self.ask(person, device, json.dumps(request | more).encode())
        found: dict[str, Any] = json.loads(answer)
        return found

    def whole(self, person: str, mutation: Any) -> Any:
        """``as`` may be written ``person:role``; a key set to ``"-"`` is left out."""
        if not isinstance(mutation, dict):
            return mutation
        spans = self.scopes[person]
        filled: dict[str, Any] = {
            "base": 0,
            "epoch": self.store.data.epochs[-1],
            "fields": {},
            "at": "2026-11-22T09:00:00+08:00",
            "as": next(iter(spans[-1].assignments), assignment_of(person)),
            "scope": spans[-1].number,
            "schema": 2,
            "root": mutation.get("record"),
        } | mutation
        if isinstance(filled["as"], str) and ":" in filled["as"]:
            filled["as"] = assignment_of(*filled["as"].split(":"))
        return {key: value for key, value in filled.items() if value != "-"}

    def write(self, writes: Sequence[Mapping[str, Any]]) -> list[Receipt]:
        """As the house itself: ``{collection, record, root?, fields}``."""
        self.now += timedelta(seconds=1)
        return engine.write_system(
            self.store,
            self.house,
            [
                SystemWrite(w["collection"], w["record"], w.get("root", w["record"]), w["fields"])
                for w in writes
            ],
            self.now,
        )

    def step(self, step: Mapping[str, Any]) -> Any:
        """One step of a vector, ids resolved."""
        ((kind, what),) = step.items()
        if kind == "push":
            more = {key: what[key] for key in _ASKED if key in what}
            return self.push(what["by"], what.get("device", "d1"), what["mutations"], **more)
        if kind == "pull":
            more = {key: what[key] for key in _ASKED if key in what}
            return self.push(what["by"], what.get("device", "d1"), [], **more)
        if kind == "hire":
            for person, job in what.items():
                self.hire(person, **job)
            return None
        if kind == "system":
            return self.write(what)
        if kind == "backup":
            self.backup = self.store.backup()
        elif kind == "restore":
            assert self.backup is not None
            self.store.restore(self.backup, what)
        elif kind == "erase":
            self.store.erase(what)
        elif kind == "retire":
            self.store.write(lambda transaction: leave_phones(transaction, what))
        elif kind == "hours":
            self.now += timedelta(hours=what)
        elif kind == "forget_gone":
            self.store.forget_gone(self.now)
        elif kind == "directory":
            self.house.extra = {grid: frozenset(streams) for grid, streams in what.items()}
        else:
            raise ValueError(kind)
        return None

    def _bug(self, mutation: str, _error: BaseException) -> None:
        self.bugs.append(mutation)
