"""Three phones and one station, with everything that goes wrong between them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, Literal

from sync.device import Device
from sync.ids import Ids
from sync.memory import MemoryStore
from sync.protocol import ATTENTION, Json, Record
from sync.replica import NoAnswer, Phone
from sync.store import Batch
from tests.sync.domain import SPECS, assignment_of
from tests.sync.station import Station

Fault = Literal["lost request", "lost reply", "repeat", "server before commit", "server after commit"]
FAULTS: Sequence[Fault] = (
    "lost request",
    "lost reply",
    "repeat",
    "server before commit",
    "server after commit",
)
OWNERS = {"d1": "ann", "d2": "bob", "d3": "ann"}
ROLES = {"ann": "patroller", "bob": "leader"}


class Crash(Exception):
    """The server's process ends here."""


class FailingStore(MemoryStore):
    """A store whose machine loses its power at the next commit: just before it, or just after."""

    fails: Fault | None = None

    def commit(self, batch: Batch) -> None:
        fails, self.fails = self.fails, None
        if fails == "server before commit":
            raise Crash
        super().commit(batch)
        if fails == "server after commit":
            raise Crash


class World:
    """`ann` patrols with two phones, `bob` leads. ``clock`` is true time, the phones' own clocks are not."""

    def __init__(self) -> None:
        self.station = Station(FailingStore)
        store = self.station.store
        assert isinstance(store, FailingStore)
        self.power = store
        self.hire("ann", ["a"])
        self.hire("bob", ["a", "b"])
        self.faults: list[Fault] = []
        self.entered: dict[str, tuple[str, dict[str, Json]]] = {}
        """By mutation: the record, and what a person set."""
        self.settled: set[str] = set()
        self.outcomes: dict[tuple[str, str, str], str] = {}
        self.phones = {
            name: self._device(name, Ids(self._wrong_clock(number), self._random(number)))
            for number, name in enumerate(OWNERS)
        }
        self._number = 0
        self.restores = 0

    def hire(self, person: str, grids: Sequence[str]) -> None:
        self.station.hire(person, grids, ROLES[person])

    def sync(self, name: str, faults: Sequence[Fault] = ()) -> None:
        """Some of its requests go wrong; what the phone had on its disk is where it goes on."""
        self.faults = list(faults)
        device = self.phones[name]
        try:
            device.sync()
        except NoAnswer:
            # Also a phone that is switched off in the middle: it comes back with what it had written down.
            written = json.loads(json.dumps(device.phone.to_json()))
            device.phone = Phone.from_json(written)
        self.faults = []

    def save(
        self, name: str, collection: str, fields: dict[str, Json], record: str = "", root: str = ""
    ) -> str:
        person = OWNERS[name]
        device = self.phones[name]
        made = device.save(assignment_of(person, ROLES[person]), collection, fields, record, root)
        mutation = device.phone.outbox[-1].mutation
        self.entered[mutation["id"]] = (made, dict(fields))
        return made

    def settle(self, name: str, attention: str, how: str) -> None:
        device = self.phones[name]
        record = device.phone.records[attention]
        if how == "mine" and record.fields["kind"] != "conflict":
            how = "dismissed"
        before = len(device.phone.outbox)
        device.settle(assignment_of(OWNERS[name], ROLES[OWNERS[name]]), attention, how)
        self.settled.add(record.fields["mutation"])
        for waiting in device.phone.outbox[before:]:
            mutation = waiting.mutation
            self.entered[mutation["id"]] = (mutation["record"], dict(mutation["fields"]))

    def value(self) -> str:
        """A text that nobody has entered before."""
        self._number += 1
        return f"v{self._number}"

    def cases(self, name: str) -> list[str]:
        """What this phone shows of cases, its own new ones too."""
        device = self.phones[name]
        ids = {each.mutation["record"]: None for each in device.phone.outbox} | dict.fromkeys(
            device.phone.records
        )
        shown = {id_: device.shown(id_) for id_ in ids}
        return sorted(id_ for id_, each in shown.items() if each and each["collection"] == "case")

    def backup(self) -> None:
        self.station.backup = self.station.store.backup()

    def restore(self) -> bool:
        if self.station.backup is None:
            return False
        self.restores += 1
        self.station.store.restore(self.station.backup, f"e{self.restores + 1}")
        return True

    def hours(self, hours: int) -> None:
        self.station.now += timedelta(hours=hours)

    def be_quiet(self) -> None:
        """The network is good and nobody does anything more."""
        for _ in range(4):
            for name in self.phones:
                self.sync(name)

    # What must be true after quiet.

    def check(self) -> None:
        assert not self.station.bugs
        for name in self.phones:
            self._check_replica(name)
            self._check_outbox(name)
        self._check_audiences()
        self._check_values()
        self._check_effects()

    def _check_audiences(self) -> None:
        """Every record stands where its root says, and has a line there that is not gone."""
        data = self.station.store.data
        for id_, record in self._records().items():
            root = self._records()[record.root]
            assert record.streams == self.station.house.streams(record.collection, record.fields, root)
            lines = {key for key, s in data.streams.items() if id_ in s.lines and not s.lines[id_].gone_at}
            assert lines == record.streams

    def _check_replica(self, name: str) -> None:
        """The phone equals the server in its audience: nothing is missing, nothing is there wrongly."""
        phone = self.phones[name].phone
        readable = self.station.scopes[OWNERS[name]][-1].streams
        names = {key: stream.name for key, stream in self.station.store.data.streams.items()}
        expected = {
            id_: (record.version, dict(record.fields), {names[key] for key in record.streams & readable})
            for id_, record in self._records().items()
            if record.streams & readable
        }
        held = {id_: (r.version, r.fields, r.streams) for id_, r in phone.records.items()}
        assert held == expected, name
        assert not phone.sweep
        assert not phone.afresh, "a stream differed from its digest: something was lost on the way"

    def _check_outbox(self, name: str) -> None:
        """What is still there waits for something that is not there, or behind what does."""
        waiting: set[str] = set()
        for each in self.phones[name].phone.outbox:
            record = each.mutation["record"]
            assert each.retry == "parent_missing" or record in waiting, each
            waiting.add(record)

    def _check_values(self) -> None:
        """Every value anyone ever entered is somewhere: nothing is lost."""
        data = self.station.store.data
        kept = {each.mutation for each in data.kept.values()}
        history: dict[str, list[Json]] = {}
        for displaced in data.displaced:
            value = displaced.value
            history.setdefault(displaced.record, []).extend(value if isinstance(value, list) else [value])
        for mutation, (id_, fields) in self.entered.items():
            if mutation in kept or mutation in self.settled or mutation in self._on_phones():
                continue
            record = self._records().get(id_)
            assert record is not None, (mutation, id_)
            past = history.get(id_, [])
            for field, value in fields.items():
                for one in value.get("add", []) if isinstance(value, dict) else [value]:
                    present = record.fields.get(field)
                    here = present if isinstance(present, list) else [present]
                    assert one in here or one in past, (mutation, field, one)

    def _check_effects(self) -> None:
        """Each mutation had one effect: entries are counted once, numbers are given once and without gaps."""
        records = self._records()
        counted: dict[str, int] = {}
        for record in records.values():
            if record.collection == "entry":
                counted[record.root] = counted.get(record.root, 0) + 1
        numbers: dict[str, list[int]] = {}
        for id_, record in records.items():
            if record.collection == "case":
                assert record.fields["entry_count"] == counted.get(id_, 0), id_
                made_in = record.fields["serial"]
                numbers.setdefault(made_in, []).append(record.fields["number"])
        for grid, given in numbers.items():
            assert sorted(given) == list(range(1, len(given) + 1)), grid
        for record in records.values():
            if record.collection == ATTENTION:
                mutation = record.fields["mutation"]
                twins = [r for r in records.values() if r.fields.get("mutation") == mutation]
                assert len(twins) == 1

    def _on_phones(self) -> Collection[str]:
        phones = [device.phone for device in self.phones.values()]
        waiting = {each.mutation["id"] for phone in phones for each in phone.outbox}
        return waiting | {each.mutation["id"] for phone in phones for each in phone.attention}

    def _records(self) -> dict[str, Record]:
        return self.station.store.data.records

    def _device(self, name: str, ids: Ids) -> Device:
        def unions(collection: str) -> list[str]:
            spec = SPECS.get(collection)
            return [f for f, each in spec.fields.items() if each.rule == "union"] if spec else []

        return Device(
            lambda body: self._carry(name, body),
            ids,
            lambda: "2026-11-22T09:00:00+08:00",
            lambda _: 2,
            unions,
            most=3,
            limit=4,
        )

    def _carry(self, name: str, body: bytes) -> bytes:
        fault = self.faults.pop(0) if self.faults else None
        if fault == "lost request":
            raise NoAnswer("lost on the way")
        if fault in ("server before commit", "server after commit"):
            self.power.fails = fault
        try:
            answer = self.station.ask(OWNERS[name], name, body)
            if fault == "repeat":
                self._note_outcomes(name, answer)
                answer = self.station.ask(OWNERS[name], name, body)
        except Crash:
            raise NoAnswer("the server was gone") from None
        finally:
            self.power.fails = None
        self._note_outcomes(name, answer)
        if fault == "lost reply":
            raise NoAnswer("lost on the way back")
        return answer

    def _note_outcomes(self, name: str, answer: bytes) -> None:
        """In one life of the database a mutation has one outcome, however often it is answered."""
        epoch = self.station.store.data.epochs[-1]
        for receipt in json.loads(answer)["receipts"]:
            if receipt["outcome"] != "retry":
                key = (epoch, OWNERS[name], receipt["mutation"])
                first = self.outcomes.setdefault(key, receipt["outcome"])
                assert receipt["outcome"] == first, receipt

    def _wrong_clock(self, number: int) -> Any:
        """One phone is a year behind, one is right, one is a year ahead."""
        return lambda: int(self.station.now.timestamp() * 1000) + (number - 1) * 365 * 86_400_000

    def _random(self, number: int) -> Any:
        """Enough to tell the phones' ids apart."""
        return lambda bits: (number + 1) << (bits - 8)
