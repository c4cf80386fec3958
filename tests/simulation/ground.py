"""What a simulation stands on: a store, and what a station does with its database beside requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sync.digest import Check
from sync.memory import Data, MemoryStore
from sync.protocol import Record
from sync.store import Displaced, Kept, Store, StoredReceipt

FIRST = "e1"


@dataclass(frozen=True)
class Seen:
    """All that is in the database, for a look at the end. Streams by their keys."""

    records: Mapping[str, Record]
    history: Sequence[Displaced]
    kept: Sequence[Kept]
    receipts: Sequence[StoredReceipt]
    counters: Mapping[str, int]
    names: Mapping[str, str]
    lines: Mapping[str, frozenset[str]]
    """By stream key, the records that stand there."""
    checks: Mapping[str, Check]


class Ground(Protocol):
    """Used for one schedule after another; each begins with `clear`."""

    alone: bool
    """Whether there is one writer at a time."""

    @property
    def store(self) -> Store: ...

    def clear(self, now: Callable[[], datetime]) -> None:
        """Empty, in its first life. ``now`` is the schedule's clock."""

    def backup(self) -> Any:
        """A snapshot of what is committed; whoever reads is told only at `finish_backup`."""

    def finish_backup(self, begun: datetime) -> None:
        """It is on its disk: phones may forget what was answered before it was begun."""

    def restore(self, backup: Any, epoch: str) -> None: ...

    def erase(self, ids: Iterable[str]) -> None: ...

    def forget_gone(self) -> None:
        """All ``gone`` lines there are, as if they were old enough."""

    def look(self) -> Seen: ...


class MemoryGround:
    """The store in memory."""

    def __init__(self, store: type[MemoryStore] = MemoryStore) -> None:
        self._kind = store
        self.store: MemoryStore = store(FIRST)
        self.alone = False

    def clear(self, now: Callable[[], datetime]) -> None:
        self.store = self._kind(FIRST, now)
        self._now = now

    def backup(self) -> Data:
        told = self.store.backed_up
        data = self.store.backup()
        self.store.backed_up = told
        return data

    def finish_backup(self, begun: datetime) -> None:
        self.store.backed_up = begun.isoformat()

    def restore(self, backup: Data, epoch: str) -> None:
        self.store.restore(backup, epoch)

    def erase(self, ids: Iterable[str]) -> None:
        self.store.erase(ids)

    def forget_gone(self) -> None:
        self.store.forget_gone(self._now())

    def look(self) -> Seen:
        data = self.store.data
        return Seen(
            data.records,
            data.displaced,
            list(data.kept.values()),
            list(data.receipts.values()),
            data.counters,
            {key: stream.name for key, stream in data.streams.items()},
            {
                key: frozenset(id_ for id_, place in stream.lines.items() if place.gone_at is None)
                for key, stream in data.streams.items()
            },
            {key: (stream.count, stream.digest) for key, stream in data.streams.items()},
        )
