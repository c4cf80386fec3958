"""What the house itself writes: load, worker and public intake come in here, and nowhere else.

    system_write(app, [SystemWrite("stations", id, id, {"code": "S-0001", …}), …])

Same checks, rules, positions and streams as a phone's work, under the author ``system``. Equal values change
nothing, so the same write twice is harmless. All of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Flask
from sqlalchemy import Connection

from server.auth.directory import read_tree
from server.clock import Clock
from server.db import run_writing
from server.records.domain import HouseDomain
from server.records.today import read_house
from server.records.transaction import SqlTransaction
from sync.engine import write_system
from sync.protocol import Receipt
from sync.store import Reader, SystemWrite, Transaction

T = TypeVar("T")


class SystemRefused(Exception):
    """Something in it cannot be written, so nothing was. ``wrong``: each such write with its receipt."""

    def __init__(self, wrong: Sequence[tuple[SystemWrite, Receipt]]) -> None:
        write, receipt = wrong[0]
        why = f"{write.collection} {write.record}: {receipt.code} {dict(receipt.errors)}"
        super().__init__(f"{len(wrong)} cannot be written, first {why}")
        self.wrong = wrong


def system_write(app: Flask, writes: Sequence[SystemWrite]) -> list[Receipt]:
    """In a transaction of its own; one receipt for each write. Raises `SystemRefused`."""
    clock: Clock = app.extensions["gridwalk.clock"]
    return run_writing(
        app.extensions["gridwalk.engine"], lambda connection: write_records(connection, clock, writes)
    )


def write_records(connection: Connection, clock: Clock, writes: Sequence[SystemWrite]) -> list[Receipt]:
    """Inside a transaction that is under way: sees the areas and assignments written in it before."""
    now = clock.now()
    house = read_house(connection, read_tree(connection), clock.today(), clock.zone)
    store = UnderWay(SqlTransaction(connection, now))
    receipts = write_system(store, HouseDomain(house, now), writes, clock.local())
    wrong = [pair for pair in zip(writes, receipts, strict=True) if pair[1].outcome != "applied"]
    if wrong:
        raise SystemRefused(wrong)
    return receipts


class UnderWay:
    """A store whose transaction is somebody else's to commit. The engine decides all before it writes."""

    def __init__(self, transaction: SqlTransaction) -> None:
        self._transaction = transaction

    def write(self, work: Callable[[Transaction], T]) -> T:
        return work(self._transaction)

    def read(self, work: Callable[[Reader], T]) -> T:
        raise NotImplementedError("the house writes here, it does not pull")
