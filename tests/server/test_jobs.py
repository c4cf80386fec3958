"""Background work: what falls due is done, at least once, by one worker at a time."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from server import jobs, worker
from server.db import is_sqlite, reading, writing
from server.jobs import every, import_jobs, job, job_table, run_due, schedule_periodic
from tests.server.conftest import START, FrozenClock

done: list[str] = []


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds of our own, beside the real ones and forgotten afterwards."""
    import_jobs()
    monkeypatch.setattr(jobs, "_kinds", {})
    done.clear()

    @job("test.note", lease=60)
    def note(payload: Mapping[str, Any]) -> None:
        done.append(f"{current_app.name}:{payload['word']}")

    @job("test.fail", lease=60)
    def fail(payload: Mapping[str, Any]) -> None:
        done.append("tried")
        if payload["times"] >= len(done):
            raise RuntimeError("not yet")

    @every("test.daily", hours=24)
    def daily() -> None:
        done.append("daily")


def enqueue(app: Flask, kind: str, payload: dict[str, Any], after: float = 0, key: str | None = None) -> None:
    with writing(app.extensions["gridwalk.engine"]) as connection:
        jobs.enqueue(connection, kind, payload, START + timedelta(seconds=after), key)


def waiting(app: Flask) -> list[Any]:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        return list(connection.execute(select(job_table).order_by(job_table.c.due_at)))


def test_a_job_is_done_when_it_falls_due_and_not_before(app: Flask, clock: FrozenClock) -> None:
    enqueue(app, "test.note", {"word": "now"})
    enqueue(app, "test.note", {"word": "later"}, after=60)
    assert run_due(app) == 1
    assert done == ["server:now"]
    clock.forward(seconds=60)
    assert run_due(app) == 1
    assert done == ["server:now", "server:later"]
    assert waiting(app) == []


def test_a_job_exists_only_if_what_caused_it_was_committed(app: Flask) -> None:
    engine = app.extensions["gridwalk.engine"]

    def cause_and_fail() -> None:
        with writing(engine) as connection:
            jobs.enqueue(connection, "test.note", {"word": "never"}, START)
            raise KeyError

    with pytest.raises(KeyError):
        cause_and_fail()
    assert run_due(app) == 0


def test_what_fails_is_tried_again_later_and_later(app: Flask, clock: FrozenClock) -> None:
    enqueue(app, "test.fail", {"times": 2})
    assert run_due(app) == 1
    (row,) = waiting(app)
    assert (row.attempts, row.last_error, row.due_at - clock.now()) == (
        1,
        "RuntimeError",
        timedelta(seconds=5),
    )
    assert run_due(app) == 0
    clock.forward(seconds=5)
    run_due(app)
    (row,) = waiting(app)
    assert (row.attempts, row.due_at - clock.now()) == (2, timedelta(seconds=10))
    clock.forward(seconds=10)
    run_due(app)
    assert waiting(app) == []
    assert done == ["tried"] * 3


def test_what_always_fails_is_tried_hourly_for_ever(app: Flask, clock: FrozenClock) -> None:
    enqueue(app, "test.fail", {"times": 10**9})
    for _ in range(40):
        run_due(app)
        clock.forward(hours=1)
    assert len(done) == 40


def test_a_job_with_a_key_is_there_once(app: Flask) -> None:
    for _ in range(3):
        enqueue(app, "test.note", {"word": "once"}, key="x")
    assert run_due(app) == 1
    enqueue(app, "test.note", {"word": "again"}, key="x")
    assert run_due(app) == 1


def test_many_workers_do_each_job_once(app: Flask) -> None:
    for number in range(30):
        enqueue(app, "test.note", {"word": str(number)})
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: run_due(app), range(4)))
    assert sum(counts) == 30
    assert len(set(done)) == len(done) == 30


def test_a_worker_that_died_holds_its_job_only_for_its_lease(app: Flask, clock: FrozenClock) -> None:
    enqueue(app, "test.note", {"word": "kept"})
    assert jobs._claim(app.extensions["gridwalk.engine"], clock.now()) is not None  # and then it dies
    clock.forward(seconds=59)
    assert run_due(app) == 0
    clock.forward(seconds=1)
    assert run_due(app) == 1
    assert done == ["server:kept"]


def test_what_is_periodic_comes_again(app: Flask, clock: FrozenClock) -> None:
    engine = app.extensions["gridwalk.engine"]
    for _ in range(2):
        schedule_periodic(engine, clock.now())
    for hours in (0, 23, 1, 24):
        clock.forward(hours=hours)
        run_due(app)
    assert done == ["daily"] * 3


def test_every_package_has_its_jobs_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    names = set(import_jobs())
    assert {"auth.forget"} <= names
    assert all("." in name for name in names)


def test_a_worker_begins_works_and_stops(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.02)
    arrived = threading.Event()

    @job("test.signal", lease=60)
    def signal(_payload: Mapping[str, Any]) -> None:
        arrived.set()

    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(app, stop))
    thread.start()
    enqueue(app, "test.signal", {}, after=-1)
    assert arrived.wait(60)
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_on_sqlite_there_is_one_worker_in_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.02)
    engine, names = app.extensions["gridwalk.engine"], set()
    ready = threading.Barrier(2)

    @job("test.who", lease=60)
    def who(_payload: Mapping[str, Any]) -> None:
        names.add(threading.current_thread().name)

    def work(stop: threading.Event) -> None:
        ready.wait(60)
        worker.work(app, stop)

    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        enqueue(app, "test.who", {})
        threading.Event().wait(0.01)
    while waiting(app)[0].kind == "test.who":
        threading.Event().wait(0.05)
    stop.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert len(names) == 1 or not is_sqlite(engine)
