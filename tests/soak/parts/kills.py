"""The whole process group killed at random moments under load, on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.durability.kills import Killed, kill
from tests.durability.postgres import killable_postgres
from tests.durability.stored import Stored
from tests.live.server import live_server
from tests.soak.part import Line, times

TITLE = "Kills under load"
SEED = 20261123
KILLS = 200
READY_SECONDS = 3.0


def run(scale: float) -> Iterator[Line]:
    """Six phones push and upload, with repetitions, until all is answered."""
    kills = times(KILLS, scale)
    with tempfile.TemporaryDirectory(prefix="gridwalk-kills-") as name:
        folder = Path(name)
        sqlite = folder / "sqlite"
        sqlite.mkdir()
        url = f"sqlite:///{sqlite / 'gridwalk.sqlite3'}"
        with live_server(sqlite, database_url=url) as server:
            yield from _lines("SQLite", kill(server, Stored(url, sqlite / "blobs"), kills, SEED))
        with killable_postgres(folder / "pg") as postgres:
            url = postgres.postgres.new_database()
            station = folder / "station"
            station.mkdir()
            with live_server(station, database_url=url) as server:
                seen = kill(server, Stored(url, station / "blobs"), kills, SEED, postgres)
                yield from _lines("PostgreSQL", seen)


def _lines(where: str, seen: Killed) -> Iterator[Line]:
    database = f" and {seen.of_the_database} of the database's server" if seen.of_the_database else ""
    yield Line(
        f"{seen.kills} kills of the whole process group{database}, {where} (seed {SEED})",
        "acknowledged ⊆ stored = sent, nothing doubled, integrity check clean",
        f"{seen.sent:,} mutations and {seen.uploads:,} uploads sent, {seen.cut:,} requests cut;"
        f" {len(seen.lost)} lost, {len(seen.doubled)} doubled, {len(seen.refused)} refused,"
        f" {len(seen.broken)} faults in the database",
        not seen.faults,
    )
    late = max(seen.ready)
    yield Line(
        f"the longest of {len(seen.ready)} times until it was ready again, {where}",
        f"≤ {READY_SECONDS:.0f} s",
        f"{late:.1f} s (median {sorted(seen.ready)[len(seen.ready) // 2]:.1f} s)",
        late <= READY_SECONDS,
    )
