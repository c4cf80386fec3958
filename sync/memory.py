"""A store in memory, as faithful as a database: for simulation, tests and integrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sync.canonical import canonical
from sync.digest import MODULUS, line_digest
from sync.protocol import Line, Record
from sync.store import Batch, Displaced, Kept, Page, Placement, Reader, StoredReceipt, Transaction
from sync.work import standing

T = TypeVar("T")
_TOLD_OF = ("of_record", "of_root")
"""By these fields an attention record names what a conflict or refusal was about."""


@dataclass(slots=True)
class Place:
    """A record's line in one stream."""

    position: int
    collection: str
    root: str
    gone_at: datetime | None
    digest: int
    """What it adds to its stream's; nothing once it is gone."""


@dataclass(slots=True)
class Stream:
    """``lines`` by record, in the order of their positions: a line that moves goes to the end."""

    name: str
    position: int = 0
    floor: int = 0
    count: int = 0
    digest: int = 0
    lines: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class Data:
    """All that a backup holds."""

    epochs: list[str]
    records: dict[str, Record] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    receipts: dict[tuple[str, str], StoredReceipt] = field(default_factory=dict)
    displaced: list[Displaced] = field(default_factory=list)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)


class MemoryStore:
    """`sync.store.Store`. One thread; every write is one transaction, whole or not at all."""

    def __init__(self, epoch: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.data = Data([epoch])
        self.erased: set[str] = set()
        """Outside every backup."""
        self.backed_up: str | None = None
        self.statements = 0
        """Asked of the last transaction, to see that their number does not grow with the batch."""
        self._now = now

    def write(self, work: Callable[[Transaction], T]) -> T:
        transaction = MemoryTransaction(self)
        result = work(transaction)
        self.statements = transaction.statements
        for batch in transaction.batches:
            self.commit(batch)
        return result

    def read(self, work: Callable[[Reader], T]) -> T:
        return work(MemoryReader(self.data, self.backed_up))

    def backup(self) -> Data:
        """A copy of everything, and the time from which phones may forget what they have sent."""
        self.backed_up = self._now().isoformat()
        return deepcopy(self.data)

    def restore(self, backup: Data, epoch: str) -> None:
        """The database of the backup begins a new life; what was erased since stays erased."""
        self.data = deepcopy(backup)
        self.data.epochs.append(epoch)
        self.erase(self.erased)

    def erase(self, ids: Iterable[str]) -> None:
        """For good: records, what was told of them, history, kept bodies. Phones hear that they are gone."""
        data = self.data
        self.erased |= set(ids)
        told = [r for r in data.records.values() if self.erased & {r.fields.get(key) for key in _TOLD_OF}]
        for id_ in (self.erased | {record.id for record in told}) & data.records.keys():
            record = data.records.pop(id_)
            nowhere: frozenset[str] = frozenset()
            self._place(
                Placement(id_, record.collection, record.root, record.version, nowhere, record.streams)
            )
        data.displaced = [each for each in data.displaced if each.record not in self.erased]
        named = {record.fields["mutation"] for record in told}
        data.kept = {key: each for key, each in data.kept.items() if each.mutation not in named}

    def forget_gone(self, before: datetime) -> None:
        """Housekeeping: old ``gone`` lines go, and raise their stream's floor."""
        for stream in self.data.streams.values():
            for id_, place in list(stream.lines.items()):
                if place.gone_at is not None and place.gone_at < before:
                    stream.floor = max(stream.floor, place.position)
                    del stream.lines[id_]

    def commit(self, batch: Batch) -> None:
        """Step 6: all of it holds from here on."""
        data = self.data
        data.records.update((record.id, record) for record in batch.created)
        data.records.update((record.id, record) for record in batch.changed)
        data.receipts.update(((each.person, each.mutation), each) for each in batch.receipts)
        data.kept.update(((each.person, each.mutation), each) for each in batch.kept)
        data.displaced += batch.displaced
        data.counters.update(batch.counters)
        for placement in batch.placements:
            self._place(placement)

    def _place(self, placement: Placement) -> None:
        record = self.data.records.get(placement.record)
        if record is not None and record.streams != placement.streams:
            self.data.records[record.id] = standing(record, placement.streams)
        for key in sorted(placement.streams):
            self._line(key, placement, None)
        for key in sorted(placement.left):
            self._line(key, placement, self._now())

    def _line(self, key: str, placement: Placement, gone_at: datetime | None) -> None:
        streams = self.data.streams
        stream = streams.setdefault(key, Stream(f"s{len(streams) + 1}"))
        stream.position += 1
        before = stream.lines.pop(placement.record, None)
        digest = 0 if gone_at else line_digest(placement.record, placement.version)
        stream.count += (gone_at is None) - (before is not None and before.gone_at is None)
        stream.digest = (stream.digest + digest - (before.digest if before else 0)) % MODULUS
        stream.lines[placement.record] = Place(
            stream.position, placement.collection, placement.root, gone_at, digest
        )


class MemoryTransaction:
    def __init__(self, store: MemoryStore) -> None:
        self._data = store.data
        self._erased = store.erased
        self.epoch = store.data.epochs[-1]
        self.epochs: Sequence[str] = tuple(store.data.epochs)
        self.batches: list[Batch] = []
        self.statements = 0

    def foresee(self, person: str, mutations: Sequence[str], records: Sequence[str]) -> None:
        pass

    def lock(self, keys: Sequence[str]) -> None:
        """One thread holds everything."""
        self.statements += 1
        assert len(set(keys)) == len(keys), "a key is locked once"

    def receipts(self, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]:
        self.statements += 1
        found = {id_: self._data.receipts.get((person, id_)) for id_ in ids}
        return {id_: receipt for id_, receipt in found.items() if receipt is not None}

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        self.statements += 1
        return frozenset(self._erased.intersection(ids))

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]:
        self.statements += 1
        return {id_: self._data.records[id_] for id_ in ids if id_ in self._data.records}

    def families(self, roots: Sequence[str]) -> Sequence[Record]:
        self.statements += 1
        wanted = set(roots)
        return [record for record in self._data.records.values() if record.root in wanted]

    def counters(self, names: Sequence[str]) -> Mapping[str, int]:
        self.statements += 1
        return {name: self._data.counters.get(name, 0) for name in names}

    def write(self, batch: Batch) -> None:
        self.statements += 1
        for record in batch.created:
            assert record.id not in self._data.records, "a record is made once"
        for receipt in batch.receipts:
            assert (receipt.person, receipt.mutation) not in self._data.receipts, "answered once"
        self.batches.append(batch)


class MemoryReader:
    def __init__(self, data: Data, backed_up: str | None) -> None:
        self._data = data
        self.epoch = data.epochs[-1]
        self.backed_up = backed_up

    def names(self, streams: Iterable[str]) -> Mapping[str, str]:
        known = self._data.streams
        return {key: known[key].name for key in streams if key in known}

    def lines(self, cursors: Mapping[str, int], limit: int) -> Page:
        found: list[Line] = []
        moved: dict[str, int] = {}
        restarted: list[str] = []
        known = [self._data.streams[key] for key in sorted(cursors) if key in self._data.streams]
        checks = {stream.name: (stream.count, stream.digest) for stream in known}
        for key in sorted(cursors):
            stream = self._data.streams.get(key)
            if stream is None:
                continue
            cursor = cursors[key]
            after = -cursor if cursor < 0 else cursor
            if after > stream.position or 0 < cursor < stream.floor:
                restarted.append(stream.name)
                after = 0
            for id_, place in stream.lines.items():
                if place.position <= after:
                    continue
                if len(found) == limit:
                    return Page(found, moved, True, restarted, checks)
                found.append(self._line(stream.name, id_, place))
                passed = place.position >= stream.floor
                moved[stream.name] = place.position if passed else -place.position
            if cursor != stream.position:
                moved[stream.name] = stream.position
        return Page(found, moved, False, restarted, checks)

    def _line(self, stream: str, id_: str, place: Place) -> Line:
        if place.gone_at is not None:
            return Line(stream, place.position, id_, place.collection, place.root, True)
        record = self._data.records[id_]
        return Line(
            stream,
            place.position,
            id_,
            place.collection,
            place.root,
            False,
            record.version,
            canonical(record.fields),
        )
