"""What a station has acknowledged is there after it was killed, whatever it was doing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.kills import kill
from tests.durability.postgres import KillablePostgres, killable_postgres
from tests.durability.stored import Stored
from tests.live.server import live_server

SEED = 20261123
KILLS = 5
PHONES = ("lina", "chenjing", "maizhiming")


@pytest.fixture(scope="module")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillablePostgres]:
    with killable_postgres(tmp_path_factory.mktemp("postgres") / "data") as postgres:
        yield postgres


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    postgres: KillablePostgres | None = None
    url = f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
    if database == "postgresql":
        postgres = request.getfixturevalue("killable")
        url = postgres.postgres.new_database()
    with live_server(tmp_path, database_url=url) as server:
        seen = kill(server, Stored(url, tmp_path / "blobs"), KILLS, SEED, postgres, PHONES)
    assert seen.faults == [], f"seed {SEED}: {seen}"
    assert len(seen.ready) == KILLS
    assert seen.sent > 0
    assert seen.uploads > 0
