"""Writes records of the district through the house's one way into the record table (`write_system`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from server.auth.directory import read_tree
from server.clock import Clock
from server.district.posts import assignment_records
from server.district.records import Written
from server.errors import CommandError
from server.records.domain import HouseDomain
from server.records.reader import SqlReader
from server.records.today import read_house
from server.records.transaction import SqlTransaction
from sync.engine import write_system
from sync.store import Reader, SystemWrite, Transaction

T = TypeVar("T")


def publish(connection: Connection, clock: Clock, wanted: Iterable[Written]) -> None:
    """In the caller's transaction. Equal values change nothing; a None that was always so is left out.

    Raises `CommandError` where a record is not accepted; the caller's transaction then must not commit.
    """
    now = clock.now()
    written = list(wanted)
    standing = SqlTransaction(connection, now).records([record for _, record, _ in written])
    writes = []
    for collection, record, fields in written:
        before = standing[record].fields if record in standing else {}
        kept = {name: value for name, value in fields.items() if value is not None or name in before}
        writes.append(SystemWrite(collection, record, record, kept))
    house = read_house(connection, read_tree(connection), clock.today(), clock.zone)
    receipts = write_system(_Inside(connection, now), HouseDomain(house, now), writes, now)
    for write, receipt in zip(writes, receipts, strict=True):
        if receipt.outcome != "applied":
            raise CommandError(
                f"{write.collection} {write.fields.get('code', write.record)}: {receipt.detail} "
                f"{dict(receipt.errors or {})}; nothing was written"
            )


def publish_assignments(connection: Connection, clock: Clock, people: Iterable[str] | None) -> None:
    """Shows colleagues the assignments of these people (None: of everybody) as the tables have them now."""
    publish(connection, clock, assignment_records(connection, people))


class _Inside:
    """A `sync.store.Store` within a transaction that is open already."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def write(self, work: Callable[[Transaction], T]) -> T:
        return work(SqlTransaction(self._connection, self._now))

    def read(self, work: Callable[[Reader], T]) -> T:
        return work(SqlReader(self._connection))
