"""Faults of our own, planted to see that the simulation sees them. Each undoes one promise, here only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import pytest

from sync import merge
from sync.device import Device
from sync.memory import MemoryStore, MemoryTransaction
from sync.overlay import Shown
from sync.protocol import Actor, Mutation, Receipt, Record, Stamp
from sync.push import PushAttempt
from sync.store import Batch, Placement, StoredReceipt, Transaction
from tests.simulation.ground import Ground
from tests.simulation.schedule import Failed, run
from tests.simulation.stepped import Locks, PowerCut, SteppedStore
from tests.simulation.table import Coverage
from tests.sync.station import Duties

T = TypeVar("T")
Patch = pytest.MonkeyPatch


def _lost_races_are_tried_again(patch: Patch) -> None:
    """As a database does it: what the store in memory asserts must not be what sees the fault."""
    write = MemoryStore.write

    def patient(self: MemoryStore, work: Callable[[Transaction], T]) -> T:
        for _ in range(4):
            try:
                return write(self, work)
            except AssertionError as error:
                if not str(error).endswith("once"):
                    raise
        return write(self, work)

    patch.setattr(MemoryStore, "write", patient)


def no_lock_on_the_root(patch: Patch) -> None:
    """Named counters and streams are still locked; roots are named by their ids alone."""
    _lost_races_are_tried_again(patch)
    take = Locks.take
    patch.setattr(Locks, "take", lambda self, keys: take(self, [key for key in keys if ":" in key]))


def position_taken_early(patch: Patch) -> None:
    """As from a sequence: given at the write, and nobody waits until it is committed."""
    take, write, line = Locks.take, MemoryTransaction.write, MemoryStore._line
    taken: dict[tuple[str, str], int] = {}

    def early(self: MemoryTransaction, batch: Batch) -> None:
        write(self, batch)
        for placement in batch.placements:
            for key in placement.streams | placement.left:
                if stream := self._data.streams.get(key):
                    stream.position += 1
                    taken[key, placement.record] = stream.position

    def place(self: MemoryStore, key: str, placement: Placement, gone_at: datetime | None) -> None:
        line(self, key, placement, gone_at)
        position = taken.pop((key, placement.record), None)
        if position is not None:
            stream = self.data.streams[key]
            stream.position -= 1
            stream.lines[placement.record].position = position
            stream.lines = dict(sorted(stream.lines.items(), key=lambda each: each[1].position))

    patch.setattr(Locks, "take", lambda self, keys: take(self, [key for key in keys if " " not in key]))
    patch.setattr(MemoryTransaction, "write", early)
    patch.setattr(MemoryStore, "_line", place)


def no_receipt(patch: Patch) -> None:
    """None is kept."""
    commit = MemoryStore.commit
    patch.setattr(MemoryStore, "commit", lambda self, batch: commit(self, replace(batch, receipts=[])))


def receipts_not_looked_up(patch: Patch) -> None:
    """They are kept, and nobody asks for them; a second one is not noticed."""
    write = MemoryTransaction.write

    def tolerant(self: MemoryTransaction, batch: Batch) -> None:
        batch.receipts = [
            each for each in batch.receipts if (each.person, each.mutation) not in self._data.receipts
        ]
        write(self, batch)

    def nothing(self: MemoryTransaction, person: str, ids: Sequence[str]) -> Mapping[str, StoredReceipt]:
        return {}

    patch.setattr(MemoryTransaction, "receipts", nothing)
    patch.setattr(MemoryTransaction, "write", tolerant)


def receipt_without_body_check(patch: Patch) -> None:
    patch.setattr("sync.engine.body_hash", lambda *_: b"any body")


def gone_forgotten(patch: Patch) -> None:
    """A record that leaves a stream leaves no line there."""
    place = MemoryStore._place
    nowhere: frozenset[str] = frozenset()
    patch.setattr(
        MemoryStore, "_place", lambda self, placement: place(self, replace(placement, left=nowhere))
    )


def children_left_behind(patch: Patch) -> None:
    """A root that moves goes alone."""
    families = MemoryTransaction.families

    def roots_only(self: MemoryTransaction, roots: Sequence[str]) -> Sequence[Record]:
        return [record for record in families(self, roots) if record.id == record.root]

    patch.setattr(MemoryTransaction, "families", roots_only)


def stale_base_accepted(patch: Patch) -> None:
    """After a restore a base of the old life is taken for one of this."""
    after_base = merge._after_base

    def accepted(by: Stamp, mutation: Mutation, author: merge.Author) -> bool:
        return by.epoch == mutation.epoch and after_base(by, mutation, author)

    patch.setattr(merge, "_after_base", accepted)


def scope_not_re_read(patch: Patch) -> None:
    """It is that of the sign-in."""
    actor = Duties.actor
    signed_in: dict[tuple[int, str], Actor] = {}

    def cached(self: Duties, person: str, device: str) -> Actor:
        return signed_in.setdefault((id(self), device), actor(self, person, device))

    patch.setattr(Duties, "actor", cached)


def retry_stored(patch: Patch) -> None:
    """What was not decided is answered the same for ever."""
    retry = PushAttempt._retry

    def stored(self: PushAttempt, mutation: Mutation, code: str) -> Receipt:
        receipt = retry(self, mutation, code)
        (each,) = [each for each in self._incoming if each.read.id == mutation.id]
        self._remember(each, mutation.id, receipt)
        return receipt

    patch.setattr(PushAttempt, "_retry", stored)


def acknowledged_before_commit(patch: Patch) -> None:
    """The answer is on its way when the power goes, just before the commit."""
    write = SteppedStore.write

    def early(self: SteppedStore, work: Callable[[Transaction], T]) -> T:
        answers: list[T] = []

        def noted(transaction: Transaction) -> T:
            answers[:] = [work(transaction)]
            return answers[0]

        try:
            return write(self, noted)
        except PowerCut:
            if not answers:
                raise
            return answers[0]

    patch.setattr(SteppedStore, "write", early)


def last_write_wins(patch: Patch) -> None:
    """Whoever comes last is right."""
    patch.setattr(merge, "_after_base", lambda *_: False)


def overlay_dropped(patch: Patch) -> None:
    """Once a record is here the screen shows it as it is at the station."""
    shown = Device.shown

    def committed(self: Device, record: str) -> Shown | None:
        held = self.phone.records.get(record)
        found: dict[str, Any] | None = shown(self, record)
        return {**found, "fields": dict(held.fields)} if found and held else found

    patch.setattr(Device, "shown", committed)


def first_to_see(seeds: Iterable[int], ground: Ground) -> Failed | None:
    """The first of these seeds that fails, if any."""
    for seed in seeds:
        try:
            run(seed, ground, Coverage())
        except Failed as failed:
            return failed
    return None


PLANTS: Mapping[str, Callable[[Patch], None]] = {
    "no lock on the root": no_lock_on_the_root,
    "position taken early": position_taken_early,
    "no receipt": no_receipt,
    "receipts not looked up": receipts_not_looked_up,
    "receipt without body check": receipt_without_body_check,
    "gone forgotten": gone_forgotten,
    "children left behind on a move": children_left_behind,
    "stale base accepted after a restore": stale_base_accepted,
    "scope not re-read": scope_not_re_read,
    "retry stored as an answer": retry_stored,
    "acknowledged before commit": acknowledged_before_commit,
    "last write wins": last_write_wins,
    "overlay dropped on a pull": overlay_dropped,
}
