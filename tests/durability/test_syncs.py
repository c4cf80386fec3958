"""What is acknowledged was synced to disk before. `python -m tests.soak disk` looks at every call as well."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.durability.hanging import watched
from tests.durability.phone import Phone
from tests.durability.sender import Sender
from tests.durability.stored import Stored
from tests.live.server import live_server

ON_A_DISK_THAT_CANNOT_SYNC = (sys.executable, "-m", "tests.durability.unsyncable")
PROBLEM = "application/problem+json"


def test_without_a_sync_nothing_is_acknowledged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
    with live_server(tmp_path, database_url=url) as server:
        sender = Sender(server, "lina", 1)
        while len(sender.told) < 10 or not sender.has_bytes_to_send():
            sender.step()
        acknowledged = dict(sender.told)
        server.stop()
        server.under = ON_A_DISK_THAT_CANNOT_SYNC
        server.start()
        for _ in range(20):
            sender.step()
        assert sender.told == acknowledged
        assert sender.counts.pushes == {(503, PROBLEM)}
        assert sender.counts.uploads == {(503, PROBLEM)}
        server.stop()
        server.under = ()
        server.start()
        over = threading.Event()
        over.set()
        sender.run(over, threading.Event())
        assert Stored(url, tmp_path / "blobs").missing(sender.sent) == set()
    assert sender.counts.taken_back == []


@pytest.fixture
def address(postgres: Postgres) -> str:
    return postgres.new_database()


def test_postgresql_has_flushed_each_commit_when_it_is_acknowledged(address: str, tmp_path: Path) -> None:
    with live_server(tmp_path, database_url=address) as server, watched(address) as database:
        phone = Phone(server, "lina")
        for _ in range(20):
            mutation = phone.case()
            phone.create(mutation)
            flushed = database.ask(
                "SELECT pg_current_wal_flush_lsn() > lsn FROM commits WHERE mutation = %s", mutation["id"]
            )
            assert flushed == [(True,)]
