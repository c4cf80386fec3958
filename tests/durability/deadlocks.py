"""Real deadlocks under real pushes (PostgreSQL): somebody locks in the other order."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.durability.hanging import INSERT_KEY, Database, until
from tests.durability.phone import Json, Phone, everything
from tests.live.server import LiveServer

ONE, READER = "lina", "zhangwei"


@dataclass
class Deadlocked:
    """What phones saw of the deadlocks that they were in."""

    deadlocks: int = 0
    pushes: int = 0
    refused: list[Any] = field(default_factory=list)
    """Statuses other than 200, and outcomes other than ``applied``."""
    wrong: int = 0
    """Records that are not there, or that took effect twice."""


def against_a_session(server: LiveServer, database: Database, wanted: int) -> Deadlocked:
    """A push locks two cases in the order of their ids; a session of the test's has the second and then wants
    the first. The session waits for a deadlock patiently, so that it is the push that PostgreSQL gives up.

    Only a push that is found waiting soon enough is in a deadlock: on a slow machine it takes more rounds.
    """
    phone, reader = Phone(server, ONE), Phone(server, READER)
    low, high = sorted(phone.create(phone.case()) for _ in range(2))
    seen, written = Deadlocked(), 0
    with ThreadPoolExecutor(1) as threads:
        for _ in range(20 * wanted):
            before, refused = database.deadlocks(), len(phone.refusals)
            mutations = [phone.entry(high), phone.entry(low)]
            with database.session() as session:
                session.execute("SET LOCAL deadlock_timeout = '60s'")
                session.execute("SET LOCAL lock_timeout = '50s'")
                session.execute("SELECT 1 FROM record WHERE id = %s FOR UPDATE", [high])
                push = threads.submit(phone.deliver, *mutations)
                until("the push waits", database.waiting_for, session.info.backend_pid)
                session.execute("SELECT 1 FROM record WHERE id = %s FOR UPDATE", [low])
            receipts = push.result()
            written += len(mutations)
            if phone.refusals[refused:] == []:
                until("the deadlock is counted", database.deadlocks_since, before)
                seen.pushes += 1
            _note(seen, receipts)
            seen.deadlocks += database.deadlocks_since(before) > 0
            if seen.deadlocks == wanted:
                break
    held = everything(reader)
    seen.wrong = abs(sum(held.fields[case]["entry_count"] for case in (low, high)) - written)
    return seen


def against_itself(server: LiveServer, database: Database, rounds: int) -> Deadlocked:
    """A phone sends the same two new records twice at once, in opposite orders: each makes one of them, is
    stopped there, and then waits for the other's.
    """
    first, second = Phone(server, ONE), Phone(server, ONE)
    seen = Deadlocked()
    before = database.deadlocks()
    made: set[str] = set()
    with ThreadPoolExecutor(2) as threads:
        for _ in range(rounds):
            x, y = (
                first.mutation("patrols", {"area": first.area, "kind": "daily"} | {"reason": "?"})
                for _ in "xy"
            )
            made |= {x["record"], y["record"]}
            with database.held(INSERT_KEY, x["record"], y["record"]):
                pushes = [threads.submit(first.deliver, x, y), threads.submit(second.deliver, y, x)]
                until("both have come to a stop", _both, database, pushes)
            for push in pushes:
                _note(seen, push.result())
            seen.pushes += 2
    seen.refused += first.refusals + second.refusals
    held = everything(Phone(server, READER))
    seen.wrong = sum(held.held.get(record) != 1 for record in made)
    seen.deadlocks = database.deadlocks_since(before)
    return seen


def _both(database: Database, pushes: list[Future[list[Json]]]) -> bool:
    for push in pushes:
        if push.done():
            raise AssertionError(f"was not stopped: {push.result()}")
    return len(database.hanging(INSERT_KEY)) == 2


def _note(seen: Deadlocked, receipts: list[Json]) -> None:
    seen.refused += [receipt for receipt in receipts if receipt["outcome"] != "applied"]
