"""The databases keep the contract of all stores, and more."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from server.db import make_engine, writing
from server.records.housekeeping import forget_gone
from server.records.store import SqlStore
from sync.store import Batch, Transaction
from tests.server.conftest import START
from tests.server.overhearing import overhearing
from tests.sync.digest_contract import DigestContract
from tests.sync.store_contract import (
    StoreContract,
    changed,
    created,
    placed,
    put,
    read,
    receipt,
    record,
    stored,
    uid,
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, lambda: START)


class TestSqlStore(StoreContract, DigestContract):
    def forget_gone(self, store: SqlStore) -> None:
        with writing(store.engine) as connection:
            forget_gone(connection, START + timedelta(days=1))


def test_the_number_of_statements_does_not_grow_with_the_batch(engine: Engine, store: SqlStore) -> None:
    put(store, created(record(1, streams=("a", "b"))))
    counts = []
    for size in (1, 200):
        first = size * 1_000

        def work(tx: Transaction, first: int = first, size: int = size) -> None:
            ids = [uid(first + number) for number in range(size)]
            tx.lock([*ids, "case:a"])
            tx.receipts("p1", ids)
            tx.erased(ids)
            tx.records(ids)
            tx.counters(["case:a"])
            batch = created(*(record(first + number, streams=("a", "b")) for number in range(size)))
            batch.receipts = [receipt(first + number) for number in range(size)]
            batch.counters = {"case:a": size}
            tx.write(batch)

        with overhearing(engine) as made:
            store.write(work)
        with overhearing(engine) as moved:
            put(store, changed(*(record(first + n, version=2, streams=("a", "b")) for n in range(size))))
        counts.append([len(made.statements), made.round_trips, len(moved.statements), moved.round_trips])
    assert counts[0] == counts[1]
    assert all(count <= bound for count, bound in zip(counts[0], (12, 5, 4, 2), strict=True))


def test_nobody_reads_past_a_position_that_is_not_committed(engine: Engine, store: SqlStore) -> None:
    """Eight threads write, one reads all the while: what it has passed never fills up behind it."""
    put(store, created(record(1)))
    passed: list[int] = []
    writers = 8
    ready = Barrier(writers + 1)

    def write(thread: int) -> None:
        ready.wait()
        for number in range(10):
            put(store, created(record(10_000 + thread * 100 + number)))

    def look() -> None:
        ready.wait()
        cursor = 0
        while len(passed) < writers * 10 + 1:
            lines, moved, _ = read(store, a=cursor)
            passed.extend(line.position for line in lines)
            cursor = moved.get("a", cursor)

    with ThreadPoolExecutor(writers + 1) as pool:
        reader = pool.submit(look)
        list(pool.map(write, range(writers)))
        reader.result(timeout=120)
    assert passed == list(range(1, writers * 10 + 2))


def test_the_same_record_made_twice_at_once_is_made_once(engine: Engine, store: SqlStore) -> None:
    """A reply was lost and the phone repeats itself before the first request is done."""
    ready = Barrier(4)
    made: list[bool] = []

    def work(tx: Transaction) -> bool:
        tx.lock([uid(1)])
        if tx.receipts("p1", [uid(7)]):
            return False
        batch = created(record(1))
        batch.receipts = [receipt(7)]
        tx.write(batch)
        return True

    def repeat(_: int) -> None:
        ready.wait()
        made.append(store.write(work))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(repeat, range(4)))
    assert sorted(made) == [False, False, False, True]
    assert [line.position for line in read(store, a=0)[0]] == [1]


def test_two_who_count_at_once_give_out_no_number_twice(engine: Engine, store: SqlStore) -> None:
    ready = Barrier(6)

    def take(number: int) -> int:
        def work(tx: Transaction) -> int:
            tx.lock([uid(number), "case:a"])
            value = tx.counters(["case:a"])["case:a"] + 1
            batch = created(record(number))
            batch.counters = {"case:a": value}
            tx.write(batch)
            return value

        ready.wait()
        return store.write(work)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(1, 7))) == [1, 2, 3, 4, 5, 6]


def test_writers_in_many_streams_do_not_lock_each_other_out(engine: Engine, store: SqlStore) -> None:
    ready = Barrier(6)

    def write(thread: int) -> None:
        ready.wait()
        for number in range(8):
            streams = ("a", "b", "c") if thread % 2 else ("c", "a")
            put(store, created(record(1_000 * (thread + 1) + number, streams=streams)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert [line.position for line in read(store, a=0)[0]] == list(range(1, 49))


def test_only_old_lines_are_forgotten(engine: Engine, store: SqlStore) -> None:
    one = record(1)
    put(store, created(one))
    (placement,) = placed(record(1, streams=("b",)))
    put(store, Batch(placements=[type(placement)(one.id, "case", one.id, 1, frozenset("b"), frozenset("a"))]))
    with writing(engine) as connection:
        forget_gone(connection, START - timedelta(days=1))
    assert [line.gone for line in read(store, a=0)[0]] == [True]
    with writing(engine) as connection:
        forget_gone(connection, START + timedelta(seconds=1))
    assert read(store, a=0)[0] == []
    assert stored(store, 1) == [record(1, streams=("b",))]
