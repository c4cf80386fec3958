"""A full disk: nothing is acknowledged that was not kept, and all goes on when there is room again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.durability.disk import (
    NO_MOUNTS,
    ShortFiles,
    database_on_a_small_disk,
    fill,
    move_to_a_small_disk,
    own_mounts,
    seen_from_outside,
    why_not_postgresql,
)
from tests.durability.stored import Stored
from tests.live.server import live_server

SEED = 20261123


def test_where_no_file_may_grow_a_phone_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
    with live_server(tmp_path, database_url=url) as server:
        seen = fill(server, Stored(url, tmp_path / "blobs"), ShortFiles(server), SEED)
    assert seen.is_as_promised, seen


@pytest.mark.skipif(own_mounts() is None, reason=NO_MOUNTS)
def test_on_a_disk_that_is_full_a_phone_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with live_server(tmp_path) as server:
        disk = move_to_a_small_disk(server)
        seen = fill(server, seen_from_outside(server, disk, tmp_path.with_name("copy")), disk, SEED)
    assert seen.is_as_promised, seen


@pytest.mark.skipif(why_not_postgresql() is not None, reason=str(why_not_postgresql()))
def test_where_postgresql_finds_no_room_a_phone_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with database_on_a_small_disk(tmp_path) as (url, disk):
        station = tmp_path / "station"
        station.mkdir()
        with live_server(station, database_url=url) as server:
            seen = fill(server, Stored(url, station / "blobs"), disk, SEED, uploads=False)
    assert seen.is_as_promised, seen
