"""Count and digest stay right while many write the same streams at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import Engine

from server.db import make_engine, reading
from server.records.recount import recount
from server.records.store import SqlStore
from sync.store import Batch, Placement, Transaction
from tests.server.conftest import START
from tests.sync.digest_contract import STREAMS, agreed
from tests.sync.store_contract import created, put, record, uid

WRITERS, EACH, RECORDS = 6, 15, 8


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("seed", [1, 2])
def test_what_many_change_and_move_at_once_is_counted_once(engine: Engine, seed: int) -> None:
    """All change the same few records, and move them to and fro between the same streams."""
    store = SqlStore(engine, lambda: START)
    put(store, created(*(record(number, streams=("a", "b")) for number in range(RECORDS))))
    ready = Barrier(WRITERS)

    def write(writer: int) -> None:
        random = Random(f"{seed} {writer}")
        ready.wait()
        for _ in range(EACH):
            ids = [uid(number) for number in random.sample(range(RECORDS), 2)]
            there = [frozenset(random.sample(STREAMS, random.randint(0, 3))) for _ in ids]

            def work(tx: Transaction, ids: list[str] = ids, there: list[frozenset[str]] = there) -> None:
                tx.lock(sorted(ids))
                found = tx.records(ids)
                batch = Batch()
                for id_, streams in zip(ids, there, strict=True):
                    before = found[id_]
                    after = replace(before, version=before.version + 1, streams=streams)
                    left = before.streams - streams
                    batch.changed.append(after)
                    batch.placements.append(
                        Placement(id_, after.collection, after.root, after.version, streams, left)
                    )
                tx.write(batch)

            store.write(work)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    agreed(store)
    with reading(engine) as connection:
        assert not recount(connection), f"seed {seed}"
    versions = [
        each.version for each in store.write(lambda tx: tx.families([uid(n) for n in range(RECORDS)]))
    ]
    assert sum(versions) == RECORDS + 2 * WRITERS * EACH
