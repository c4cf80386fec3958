"""What is synced before it is acknowledged, call by call, and what a full disk does."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.durability.disk import (
    NO_MOUNTS,
    Full,
    ShortFiles,
    database_on_a_small_disk,
    fill,
    move_to_a_small_disk,
    own_mounts,
    seen_from_outside,
    why_not_postgresql,
)
from tests.durability.postgres import killable_postgres
from tests.durability.stored import Stored
from tests.durability.syncs import (
    NotAllowed,
    Synced,
    all_written,
    compare,
    push,
    traceable,
    under_strace,
    watching,
)
from tests.live.server import live_server
from tests.soak.part import Line, times

TITLE = "Disk: synced before it is acknowledged, and full"
SEED = 20261123
PUSHES = 500


def run(scale: float) -> Iterator[Line]:
    """``scale`` counts the pushes; a disk gets full once in each way."""
    pushes = times(PUSHES, scale)
    why_not = traceable()
    for where, look in (("SQLite", _sqlite_syncs), ("PostgreSQL", _postgresql_syncs)):
        with tempfile.TemporaryDirectory(prefix="gridwalk-syncs-") as name:
            yield _synced(where, pushes, why_not or _looked_at(look, Path(name), pushes))
    ways: list[tuple[str, str | None, Callable[[Path], Full]]] = [
        ("no file may grow", None, _short_files),
        ("the data folder's disk is full", None if own_mounts() else NO_MOUNTS, _full_folder),
        ("the disk of PostgreSQL's tables is full", why_not_postgresql(), _full_database),
    ]
    for what, impossible, way in ways:
        with tempfile.TemporaryDirectory(prefix="gridwalk-disk-") as name:
            yield _full(what, impossible or way(Path(name)))


def _synced(where: str, pushes: int, seen: Synced | str) -> Line:
    what = f"{pushes} pushes under strace, {where}"
    asked = "at least one fsync or fdatasync between reading each and answering it"
    if isinstance(seen, str):
        return Line(what, asked, f"not looked at: {seen}", False)
    words = f"at least {seen.syncs} for each; {len(seen.unsynced)} without, {len(seen.unseen)} not found"
    return Line(what, asked, words, seen.syncs > 0 and not seen.unsynced and not seen.unseen)


def _looked_at(look: Callable[[Path, int], Synced], folder: Path, pushes: int) -> Synced | str:
    try:
        return look(folder, pushes)
    except NotAllowed as why:
        return str(why)


def _sqlite_syncs(folder: Path, pushes: int) -> Synced:
    with live_server(folder) as server:
        server.stop()
        server.under = under_strace(folder)
        server.start()
        mutations = push(server, pushes)
        all_written(folder / "calls", mutations)
        server.kill()
    return compare(mutations, folder / "calls", folder / "calls")


def _postgresql_syncs(folder: Path, pushes: int) -> Synced:
    (folder / "station").mkdir()
    with killable_postgres(folder / "pg") as postgres:
        if not postgres.ours:
            raise NotAllowed("the PostgreSQL that was given to the tests is not theirs to look at")
        url = postgres.postgres.new_database()
        with (
            live_server(folder / "station", database_url=url) as server,
            watching(postgres.pid, folder / "syncs"),
        ):
            server.stop()  # its connections were made before anybody looked on
            server.under = under_strace(folder)
            server.start()
            mutations = push(server, pushes)
            all_written(folder / "calls", mutations)
            server.kill()
    return compare(mutations, folder / "calls", folder / "syncs")


def _full(what: str, seen: Full | str) -> Line:
    asked = "503 or 507 as problem+json, reading goes on, nothing acknowledged is lost, no restart"
    if isinstance(seen, str):
        return Line(what, asked, f"not tried: {seen}", False)
    told = ", ".join(sorted({str(status) for status, _ in seen.pushes | seen.uploads}))
    words = (
        f"told {told}; {seen.after.sent} mutations and {seen.after.uploads} uploads all there afterwards,"
        f" {len(seen.after.faults)} faults"
    )
    return Line(f"{what} (seed {SEED})", asked, words, seen.is_as_promised)


def _short_files(folder: Path) -> Full:
    url = f"sqlite:///{folder / 'gridwalk.sqlite3'}"
    with live_server(folder, database_url=url) as server:
        return fill(server, Stored(url, folder / "blobs"), ShortFiles(server), SEED)


def _full_folder(folder: Path) -> Full:
    station = folder / "station"
    station.mkdir()
    with live_server(station) as server:
        disk = move_to_a_small_disk(server)
        return fill(server, seen_from_outside(server, disk, folder / "copy"), disk, SEED)


def _full_database(folder: Path) -> Full:
    station = folder / "station"
    station.mkdir()
    with (
        database_on_a_small_disk(folder) as (url, disk),
        live_server(station, database_url=url) as server,
    ):
        return fill(server, Stored(url, station / "blobs"), disk, SEED, uploads=False)
