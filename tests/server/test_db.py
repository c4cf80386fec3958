"""What the databases promise, and what happens when they cannot."""

from __future__ import annotations

import sqlite3
import threading
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from server import create_app, db
from server.auth.tables import person, session
from server.config import Settings
from server.db import is_sqlite, make_engine, reading, run_writing, write_if_free, writing
from server.ids import new_id
from server.patience import patience
from tests.server.conftest import FrozenClock, SignInAs
from tests.server.people import People


class Interrupted(Exception):
    """Something that stops a block halfway."""


def test_an_acknowledged_commit_is_on_disk(database_url: str) -> None:
    engine = make_engine(database_url)
    with reading(engine) as connection:
        assert_promises(connection)
    engine.dispose()


def assert_promises(connection: Connection) -> None:
    """What every connection of ours is set to."""
    if is_sqlite(connection.engine):
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]
        assert found == ["wal", 2, 1, 5000]
    else:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


def test_each_application_has_an_engine_of_ours(app: Flask, settings: Settings, clock: FrozenClock) -> None:
    other = create_app(settings, clock=clock)
    for one in (app, other):
        with one.app_context():
            assert db.engine() is db.db.engine is one.extensions["gridwalk.engine"]
            assert db.engine().hide_parameters
            with reading(db.engine()) as connection:
                assert_promises(connection)
    assert other.extensions["gridwalk.engine"] is not app.extensions["gridwalk.engine"]
    other.extensions["gridwalk.engine"].dispose()


def test_a_session_keeps_the_promises_and_ends_with_its_context(app: Flask, people: People) -> None:
    pool = app.extensions["gridwalk.engine"].pool
    with app.app_context():
        assert_promises(db.db.session.connection())
        rename(db.db.session.connection(), "li", "without a commit")
        assert pool.checkedout() == 1
    assert pool.checkedout() == 0
    with reading(app.extensions["gridwalk.engine"]) as connection:
        found = connection.execute(select(person.c.name).where(person.c.login == "li")).scalar_one()
        assert found != "without a commit"


def test_the_tables_are_those_of_the_extension() -> None:
    assert db.db.metadata is person.metadata is db.metadata


def test_a_disk_that_cannot_keep_promises_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite3"
    held = sqlite3.connect(path, isolation_level=None)
    held.execute("CREATE TABLE t (x)")
    held.execute("BEGIN EXCLUSIVE")  # nobody can turn the journal into a write-ahead log now
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    engine = make_engine(f"sqlite:///{path}")
    with pytest.raises((OperationalError, RuntimeError)), reading(engine):
        pass
    held.close()
    engine.dispose()


def test_two_approvals_never_both_see_the_old_balance(database_url: str) -> None:
    engine = make_engine(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE fund (balance INTEGER)"))
        connection.execute(text("INSERT INTO fund VALUES (100)"))

    def approve() -> None:
        with writing(engine) as connection:
            found = connection.execute(text("SELECT balance FROM fund" + lock)).scalar_one()
            time.sleep(0.001)
            if found >= 10:
                connection.execute(text("UPDATE fund SET balance = :b"), {"b": found - 10})

    lock = "" if is_sqlite(engine) else " FOR UPDATE"
    threads = [threading.Thread(target=approve) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT balance FROM fund")).scalar_one() == 0
    engine.dispose()


def test_a_reader_sees_one_moment_and_never_waits(app: Flask, people: People) -> None:
    engine = app.extensions["gridwalk.engine"]
    count = select(func.count()).select_from(person)
    with reading(engine) as before:
        was = before.execute(count).scalar_one()
        with writing(engine) as connection:
            connection.execute(insert(person).values(id=new_id(), login="new", name="新"))
            # Whoever waited for the writer here would wait for itself, and give up.
            with reading(engine) as meanwhile:
                assert meanwhile.execute(count).scalar_one() == was
        assert before.execute(count).scalar_one() == was
    with reading(engine) as after:
        assert after.execute(count).scalar_one() == was + 1


def test_a_block_that_fails_has_written_nothing(app: Flask, people: People) -> None:
    engine = app.extensions["gridwalk.engine"]

    def work(connection: Connection) -> None:
        rename(connection, "li", "?")
        raise Interrupted

    with pytest.raises(Interrupted):
        run_writing(engine, work)
    with reading(engine) as connection:
        assert connection.execute(select(person.c.id).where(person.c.name == "?")).all() == []


def test_a_deadlock_is_tried_again(app: Flask, people: People) -> None:
    """One of the two is given up and goes again: three tries, as long as it lets the other go first.

    For PostgreSQL does not: when the one that was given up lets go of its row, the other is woken, and until
    it runs the first may come back and take the row again. Then they wait for each other once more, which
    cost a fourth try on a busy machine; so here who was given up comes back when the other is through.
    """
    engine = app.extensions["gridwalk.engine"]
    both = threading.Barrier(2)
    through = threading.Event()
    tries: list[str] = []

    def swap(first: str, second: str) -> None:
        def work(connection: Connection) -> None:
            again = first in tries
            tries.append(first)
            if again:
                assert through.wait(60)
            rename(connection, first, f"{first} was here")
            if not again and not is_sqlite(engine):
                both.wait(60)
            rename(connection, second, f"{first} was here")

        run_writing(engine, work)
        through.set()

    threads = [threading.Thread(target=swap, args=pair) for pair in (("li", "wang"), ("wang", "li"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        wanted = select(person.c.name).where(person.c.login.in_(["li", "wang"]))
        assert len(set(connection.execute(wanted).scalars())) == 1
    assert len(tries) == (2 if is_sqlite(engine) else 3)


def test_reads_go_on_while_the_writer_is_busy(
    settings: Settings, clock: FrozenClock, sign_in: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = sign_in("li")
    clock.forward(hours=5)  # the device's "last seen" would be written now
    monkeypatch.setattr(db, "BUSY_SECONDS", 120)
    monkeypatch.setattr(db, "LOCK_SECONDS", 120)
    app = create_app(replace(settings), clock=clock)
    client = app.test_client(use_cookies=False)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(update(person).values(name=person.c.name))
        began = time.monotonic()
        assert client.get("/api/session", headers=phone.headers).status_code == 200
        assert time.monotonic() - began < 100
    app.extensions["gridwalk.engine"].dispose()


def test_a_writer_that_waits_too_long_is_told_to_come_back(
    settings: Settings, clock: FrozenClock, sign_in: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = sign_in("li")
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(db, "LOCK_SECONDS", 0.2)
    app = create_app(replace(settings), clock=clock)
    client = app.test_client(use_cookies=False)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(update(session).values(created_at=clock.now()))
        answer = client.delete("/api/session", headers=phone.headers)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert client.delete("/api/session", headers=phone.headers).status_code == 204
    app.extensions["gridwalk.engine"].dispose()


def test_what_may_be_missed_is_not_waited_for(app: Flask, people: People) -> None:
    engine = app.extensions["gridwalk.engine"]
    change = update(person).where(person.c.login == "li").values(name="?")
    with writing(engine) as connection:
        connection.execute(change)
        assert not write_if_free(engine, lambda other: other.execute(change))
    assert write_if_free(engine, lambda other: other.execute(change))


@pytest.mark.parametrize(
    "url",
    ["sqlite:////proc/nowhere/gridwalk.sqlite3", "postgresql+psycopg://nobody@127.0.0.1:9/nothing"],
)
def test_a_database_that_is_away_is_a_503_and_not_waited_for(
    tmp_path: Path, clock: FrozenClock, url: str
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=url, secret_key=b"k" * 32, blobs=f"file:{tmp_path}")
    app = create_app(settings, clock=clock)
    began = time.monotonic()
    for path in ("/healthz", "/api/session"):
        answer = app.test_client().get(path, headers={"Authorization": "Bearer x"})
        assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
        assert "Retry-After" in answer.headers
    assert time.monotonic() - began < 60


def test_a_full_disk_is_a_507_and_nothing_is_stored(settings: Settings, clock: FrozenClock) -> None:
    app = create_app(replace(settings), clock=clock)
    engine = app.extensions["gridwalk.engine"]
    if is_sqlite(engine):
        event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA max_page_count = 100"))

    def fill(connection: Connection) -> None:
        connection.execute(
            insert(person).values(id=new_id(), login="x", name="x", password_hash="x" * 999_999)
        )
        if not is_sqlite(engine):  # what PostgreSQL says, for its real disk is not ours to fill
            raise OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))

    @app.post("/api/full")
    def full() -> str:
        run_writing(engine, fill)
        return ""

    @app.post("/api/full-folder")
    def full_folder() -> str:
        raise OSError(28, "No space left on device")

    for path in ("/api/full", "/api/full-folder"):
        answer = app.test_client().post(path)
        assert (answer.status_code, answer.get_json()["code"]) == (507, "disk_full")
    with reading(engine) as connection:
        assert connection.execute(select(person.c.id).where(person.c.login == "x")).all() == []
    engine.dispose()


def test_a_silent_postgresql_is_given_up(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with patience(0.3):
        began = time.monotonic()
        with pytest.raises(OperationalError), reading(engine) as connection:
            connection.execute(text("SELECT pg_sleep(100)"))
        assert time.monotonic() - began < 90
        with reading(engine) as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_a_restarted_postgresql_is_found_again(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with reading(engine) as connection:
        mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    plain = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [mine])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [mine]).fetchone():
            time.sleep(0.01)  # it has been told, and goes a little later
    with reading(engine) as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != mine
    engine.dispose()


def rename(connection: Connection, login: str, name: str) -> None:
    connection.execute(update(person).where(person.c.login == login).values(name=name))
