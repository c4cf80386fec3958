"""A store that says at each call where it is, and in which one transaction waits for another.

There are no threads: what happens *during* a transaction runs inside one of its calls. Locks are what
PostgreSQL's rows are: held until the commit, and who wants a held one waits (`Waits`: the caller comes again
when it is free). On SQLite, which has one writer, every writer waits for the one under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from sync.protocol import Record
from sync.store import Batch, Page, Reader, Store, StoredReceipt, Transaction
from tests.simulation.table import ANSWERED, COMMIT, DECIDE, LOCK, READ, WRITE

T = TypeVar("T")


class PowerCut(BaseException):
    """The server's process ends here. Not an `Exception`: no code of ours could catch it either."""


class Waits(BaseException):
    """Somebody else holds what is wanted."""


class Locks:
    """``alone``: a database with one writer."""

    def __init__(self, alone: bool) -> None:
        self._alone = alone
        self._held: list[set[str]] = []
        """One set for each transaction under way, the outermost first."""

    @property
    def free(self) -> bool:
        return not self._held

    def begin(self) -> int:
        if self._alone and self._held:
            raise Waits
        return len(self._held)

    def attempt(self, depth: int) -> None:
        """A first or another try: nothing is held yet."""
        del self._held[depth:]
        self._held.append(set())

    def take(self, keys: Iterable[str]) -> None:
        wanted = set(keys)
        if any(wanted & others for others in self._held[:-1]):
            raise Waits
        self._held[-1] |= wanted

    def end(self, depth: int) -> None:
        del self._held[depth:]


class SteppedStore:
    """``at`` is told each step; ``committed`` each batch that holds, with the records it was made from."""

    def __init__(
        self,
        store: Store,
        locks: Locks,
        at: Callable[[str], None],
        committed: Callable[[Batch, Mapping[str, Record]], None],
    ) -> None:
        self._store = store
        self.locks = locks
        self.at = at
        self._committed = committed

    def write(self, work: Callable[[Transaction], T]) -> T:
        depth = self.locks.begin()
        last: list[SteppedTransaction] = []

        def attempt(transaction: Transaction) -> T:
            self.locks.attempt(depth)
            last[:] = [SteppedTransaction(transaction, self)]
            result = work(last[0])
            self.at(COMMIT)
            return result

        try:
            result = self._store.write(attempt)
        finally:
            self.locks.end(depth)
        for batch in last[0].batches:
            self._committed(batch, last[0].loaded)
        self.at(COMMIT)
        return result

    def read(self, work: Callable[[Reader], T]) -> T:
        self.at(READ)
        result = self._store.read(lambda reader: work(SteppedReader(reader, self.at)))
        self.at(READ)
        return result


class SteppedTransaction:
    def __init__(self, inner: Transaction, store: SteppedStore) -> None:
        self._inner = inner
        self._locks = store.locks
        self._at = store.at
        self.loaded: dict[str, Record] = {}
        self.batches: list[Batch] = []

    @property
    def epoch(self) -> str:
        return self._inner.epoch

    @property
    def epochs(self) -> Sequence[str]:
        return self._inner.epochs

    def foresee(self, person: str, mutations: Sequence[str], records: Sequence[str]) -> None:
        self._inner.foresee(person, mutations, records)

    def lock(self, keys: Sequence[str]) -> None:
        self._at(LOCK)
        self._locks.take(keys)
        self._inner.lock(keys)
        self._at(LOCK)

    def receipts(self, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]:
        self._at(ANSWERED)
        return self._inner.receipts(person, ids)

    def erased(self, ids: Sequence[str]) -> frozenset[str]:
        found = self._inner.erased(ids)
        self._at(ANSWERED)
        return found

    def records(self, ids: Sequence[str]) -> Mapping[str, Record]:
        self._at(DECIDE)
        found = self._inner.records(ids)
        self.loaded.update(found)
        self._at(DECIDE)
        return found

    def families(self, roots: Sequence[str]) -> Sequence[Record]:
        self._at(DECIDE)
        return self._inner.families(roots)

    def counters(self, names: Sequence[str]) -> Mapping[str, int]:
        found = self._inner.counters(names)
        self._at(DECIDE)
        return found

    def write(self, batch: Batch) -> None:
        self._at(WRITE)
        self._locks.take(
            f"stream {key}" for placement in batch.placements for key in placement.streams | placement.left
        )
        self._inner.write(batch)
        self.batches.append(batch)
        self._at(WRITE)


class SteppedReader:
    def __init__(self, inner: Reader, at: Callable[[str], None]) -> None:
        self._inner = inner
        self._at = at

    @property
    def epoch(self) -> str:
        return self._inner.epoch

    @property
    def backed_up(self) -> str | None:
        return self._inner.backed_up

    def names(self, streams: Iterable[str]) -> Mapping[str, str]:
        self._at(READ)
        return self._inner.names(streams)

    def lines(self, cursors: Mapping[str, int], limit: int) -> Page:
        self._at(READ)
        page = self._inner.lines(cursors, limit)
        self._at(READ)
        return page
