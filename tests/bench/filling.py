"""A database with very many records, written as the store writes them, only more of them at once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine, text

from server.db import is_sqlite, reading
from server.records.store import SqlStore
from server.records.transaction import SqlTransaction
from sync.protocol import Record
from sync.store import Batch, Placement, StoredReceipt, Transaction
from tests.bench.cases import uuid7

AT_ONCE = 5_000
SEED = 20261123


def fill(engine: Engine, pattern: str, records: int) -> None:
    """Makes so many copies of one case, in all grids, each with its line, its receipt and its stamps."""
    with reading(engine) as connection:
        found = SqlTransaction(connection, datetime.now(UTC)).records([pattern])[pattern]
        grids = [row[0] for row in connection.execute(text("SELECT id FROM area WHERE level = 'grid'"))]
    store = SqlStore(engine, lambda: datetime.now(UTC))
    for copies in _copies(found, grids, records):
        store.write(partial(_write, copies=copies))
    with engine.connect() as connection, connection.begin():
        # What both databases do by themselves, sooner or later.
        connection.exec_driver_sql("PRAGMA optimize" if is_sqlite(engine) else "ANALYZE")


def _copies(pattern: Record, grids: Sequence[str], records: int) -> Iterator[list[Record]]:
    chance = random.Random(SEED)
    for first in range(0, records, AT_ONCE):
        copies = []
        for _ in range(min(AT_ONCE, records - first)):
            grid, ident = chance.choice(grids), uuid7()
            copies.append(
                replace(
                    pattern,
                    id=ident,
                    root=ident,
                    fields={**pattern.fields, "area": grid},
                    streams=frozenset([f"grid:{grid}"]),
                )
            )
        yield copies


def _write(transaction: Transaction, *, copies: Sequence[Record]) -> None:
    transaction.write(
        Batch(
            created=list(copies),
            placements=[
                Placement(copy.id, copy.collection, copy.root, copy.version, copy.streams) for copy in copies
            ],
            receipts=[
                StoredReceipt(copy.person, uuid7(), b"\0" * 32, "", "applied", 1, copy.collection, copy.id)
                for copy in copies
            ],
        )
    )
