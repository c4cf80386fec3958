"""Two losses in a row under load, on both databases: nothing is lost, nothing doubled, bytes included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.restore.rounds import District
from tests.restore.seen import describe
from tests.restore.station import Loss, NewDatabase, station

SEED = 7


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Iterator[NewDatabase | None]:
    """Makes databases; None where the database is a file of the data folder."""
    if request.param == "sqlite":
        yield None
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made: list[str] = []

    def make() -> str:
        made.append(postgres.new_database())
        return made[-1]

    yield make
    for url in made:
        postgres.drop(url)


def test_phones_fill_the_gap_of_a_backup_that_was_made_under_load(
    tmp_path: Path, new_database: NewDatabase | None
) -> None:
    with station(tmp_path / "server", new_database) as running:
        lose_twice(District(running, SEED, 3))


def lose_twice(district: District) -> None:
    losses: tuple[Loss, ...] = ("database", "machine")
    for loss in losses:
        seen = district.lose_and_restore(loss, 50)
        assert not describe(seen.found).strip("{}"), f"seed {SEED}, {loss}: {describe(seen.found)}"
        assert seen.found.records > 50
        assert seen.found.photos > 0
        assert seen.during > 0, "nobody worked while the backup was written"
        assert seen.forgotten > 0, "no phone had forgotten anything: the backup was never needed"
        assert seen.signed_in_again == 1
        assert seen.blobs_deleted == 0
        assert seen.epoch_changed
