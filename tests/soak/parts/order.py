"""PostgreSQL: commits that overtake each other, writers at once, other people's transactions, deadlocks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.databases import postgres_server
from tests.durability.deadlocks import against_a_session, against_itself
from tests.durability.hanging import Database, watched
from tests.durability.order import beside_an_open_transaction, force
from tests.durability.writers import write
from tests.live.server import LiveServer, live_server
from tests.soak.part import Line, times

TITLE = "The order of commits on PostgreSQL"
SEED = 20261123
WRITERS, SECONDS = 20, 60
WAIT_SECONDS = 2.0


def run(scale: float) -> Iterator[Line]:
    """Two serving processes on a database that syncs to disk."""
    with tempfile.TemporaryDirectory(prefix="gridwalk-order-") as name:
        folder = Path(name)
        with postgres_server(folder / "pg", durable=True) as postgres:
            address = postgres.new_database()
            (folder / "station").mkdir()
            options = ("--workers", "2")
            with (
                live_server(folder / "station", database_url=address, options=options) as server,
                watched(address) as database,
            ):
                yield _forced(server, database, times(200, scale))
                yield from _written(server, database, max(1.0, SECONDS * scale))
                yield from _delays(server, database, times(50, scale))
                yield from _deadlocks(server, database, times(20, scale))


def _forced(server: LiveServer, database: Database, rounds: int) -> Line:
    seen = force(server, database, rounds, SEED)
    return Line(
        f"{rounds} sessions hang inside COMMIT while others commit and readers read (seed {SEED})",
        "nothing skipped, nothing read early, no position given twice or left out",
        f"{seen.overtaken} overtaken, {seen.queued} made to wait for their position; {seen.skipped} skipped,"
        f" {seen.seen_early} early, {seen.given_twice} twice, {seen.left_out} left out,"
        f" {seen.out_of_order} out of order",
        not seen.faults and not seen.refused and seen.overtaken == rounds,
    )


def _written(server: LiveServer, database: Database, seconds: float) -> Iterator[Line]:
    seen = write(server, database, WRITERS, seconds, SEED)
    wrong = seen.skipped + seen.given_twice + seen.left_out + seen.miscounted + len(seen.numbers)
    yield Line(
        f"{WRITERS} writers for {seconds:.0f} s, and three readers who follow the cursors (seed {SEED})",
        "nothing skipped, no position given twice, every entry counted once, case numbers without gaps",
        f"{seen.pushed:,} records; {seen.skipped} skipped, {seen.given_twice} twice,"
        f" {seen.left_out} left out, {seen.miscounted} miscounted,"
        f" {len(seen.numbers)} series of numbers wrong",
        not wrong,
    )
    yield Line(
        "what those phones were answered but 200 and applied",
        "nothing",
        ", ".join(f"{count} × {what}" for what, count in seen.refused.items()) or "nothing",
        not seen.refused,
    )


def _delays(server: LiveServer, database: Database, pushes: int) -> Iterator[Line]:
    delays = beside_an_open_transaction(server, database, pushes)
    for what, seconds in (("idle", delays.idle), ("with locks on another grid's rows", delays.locking)):
        yield Line(
            f"the longest of {pushes} pushes and pulls beside an open transaction, {what}",
            f"≤ {WAIT_SECONDS:.0f} s",
            f"{seconds:.2f} s",
            seconds <= WAIT_SECONDS,
        )


def _deadlocks(server: LiveServer, database: Database, rounds: int) -> Iterator[Line]:
    found = {
        "a push against a session that locks in the other order": against_a_session(server, database, rounds),
        "a phone that sends twice at once in two orders": against_itself(server, database, rounds),
    }
    for what, seen in found.items():
        yield Line(
            f"deadlocks of PostgreSQL's: {what}",
            f"at least {rounds}; every phone answered 200, every record there once",
            f"{seen.deadlocks} deadlocks, {seen.pushes} pushes, {len(seen.refused)} refused,"
            f" {seen.wrong} wrong",
            seen.deadlocks >= rounds and not seen.refused and not seen.wrong,
        )
