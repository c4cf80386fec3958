"""On PostgreSQL commits overtake each other. No reader notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Postgres
from tests.durability.deadlocks import against_a_session, against_itself
from tests.durability.hanging import Database, watched
from tests.durability.order import beside_an_open_transaction, force
from tests.durability.writers import write
from tests.live.server import LiveServer, live_server

SEED = 20261123


@pytest.fixture(scope="module")
def address(postgres: Postgres) -> Iterator[str]:
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def server(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo district, served by two processes."""
    folder = tmp_path_factory.mktemp("station")
    with live_server(folder, database_url=address, options=("--workers", "2")) as live:
        yield live


@pytest.fixture(scope="module")
def database(address: str, server: LiveServer) -> Iterator[Database]:
    with watched(address) as found:
        yield found


def test_a_commit_that_hangs_is_not_read_past(server: LiveServer, database: Database) -> None:
    seen = force(server, database, 10, SEED)
    assert (seen.rounds, seen.overtaken, seen.queued) == (10, 10, 10), seen
    assert (seen.faults, seen.refused) == (0, []), seen


def test_somebody_elses_open_transaction_is_not_waited_for(server: LiveServer, database: Database) -> None:
    beside_an_open_transaction(server, database, 3)


def test_many_writers_and_readers_who_follow_them(server: LiveServer, database: Database) -> None:
    seen = write(server, database, 20, 3, SEED)
    assert seen.pushed > 0
    assert (seen.skipped, seen.given_twice, seen.left_out, seen.miscounted, seen.numbers) == (
        0,
        0,
        0,
        0,
        [],
    ), seen
    # A machine that is slow enough may make a phone wait too long for its turn: it is told to come back.
    assert seen.refused.keys() <= {"HTTP 503"}, seen


def test_a_phone_does_not_notice_that_its_push_was_given_up(server: LiveServer, database: Database) -> None:
    seen = against_a_session(server, database, 2)
    assert (seen.deadlocks, seen.pushes, seen.refused, seen.wrong) == (2, 2, [], 0), seen


def test_a_phone_that_sends_twice_at_once_in_two_orders_has_sent_once(
    server: LiveServer, database: Database
) -> None:
    seen = against_itself(server, database, 2)
    assert seen.deadlocks >= 2, seen
    assert (seen.refused, seen.wrong) == ([], 0), seen
