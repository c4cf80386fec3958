"""What the soak measures with hundreds of phones, with a handful: nothing refused, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crowd.people import Member, hire, read_all
from tests.crowd.polling import poll
from tests.crowd.reconnect import come_back, prepare
from tests.crowd.times import percentile
from tests.databases import Postgres
from tests.restore.station import NewDatabase, station

PHONES = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Member]]:
    """Three phones in each of two grids, who have read everything."""
    new_database: NewDatabase | None = None
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        new_database = postgres.new_database
    with station(tmp_path / "station", new_database) as running:
        members = hire(running.server, PHONES, 2)
        read_all(members)
        yield members


def test_phones_that_come_back_at_once_lose_nothing_and_those_that_ask_get_it(crowd: list[Member]) -> None:
    coming = [prepare(member, 50, 2, (320, 240)) for member in crowd]
    came = come_back(coming, 0)
    assert not came.errors
    assert (came.lost, came.unseen, came.photos) == (0, 0, 2 * PHONES)
    assert len(came.whole) == PHONES
    polled = poll(crowd, crowd[:1], 0)
    assert not polled.errors
    assert len(polled.seconds) == PHONES
    # Each grid has the records of three phones, and each of the three gets all of them.
    assert polled.changes >= 3 * came.made
    assert polled.written > 0
    # What never went there is counted, or the counts above would say nothing.
    made_up = prepare(crowd[0], 50, 0, (320, 240))
    made_up.entered[crowd[0].assignment] = {"text": "never sent"}
    next(iter(made_up.entered.values()))["text"] = "another"
    assert come_back([made_up], 0).lost == 2


def test_a_percentile_is_the_value_above_so_many() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.95) == 96
    assert percentile([3.0], 0.95) == 3
