"""Commits that overtake each other, and the reader who must not notice (PostgreSQL)."""

from __future__ import annotations

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.durability.hanging import COMMIT_KEY, Database, until
from tests.durability.phone import Follower, Json, Phone, everything
from tests.live.server import LiveServer

HANGING, SAME_GRID, ELSEWHERE = "lina", "wangqiang", "maizhiming"
"""Two patrollers of one grid, and one in another community."""
READERS = ("zhangwei", "wenguodong")
"""The leaders of the two grids: they read the grid's stream and their own, where the alerts are."""


@dataclass
class Forced:
    """What was seen while sessions hung inside COMMIT and others committed."""

    rounds: int = 0
    overtaken: int = 0
    """Rounds in which another session's commit was answered, and read, while the first hung in its own."""
    queued: int = 0
    """Rounds in which somebody wanted a position of the same stream meanwhile, and had to wait for it."""
    seen_early: int = 0
    skipped: int = 0
    refused: list[int] = field(default_factory=list)
    out_of_order: int = 0
    given_twice: int = 0
    left_out: int = 0

    @property
    def faults(self) -> int:
        return self.seen_early + self.skipped + self.out_of_order + self.given_twice + self.left_out


def force(server: LiveServer, database: Database, rounds: int, seed: int) -> Forced:
    """A session hangs inside COMMIT while others commit, and a reader reads in the middle of it.

    In every round one phone's push comes to a stop inside COMMIT, holding its positions. A phone of another
    grid is answered meanwhile. A second phone of the same grid is made to wait, or would be given a later
    position and be read first. The readers read before the first commit is through, and after.
    """
    chance = random.Random(seed)
    first, second, elsewhere = (Phone(server, login) for login in (HANGING, SAME_GRID, ELSEWHERE))
    cases = {phone: [phone.create(phone.case()) for _ in range(2)] for phone in (first, second, elsewhere)}
    readers = [everything(Phone(server, login)) for login in READERS]
    seen = Forced()
    with ThreadPoolExecutor(2) as threads:
        for _ in range(rounds):
            hanging, after, other = (_work(phone, cases[phone], chance) for phone in cases)
            with database.held(COMMIT_KEY, *(mutation["id"] for mutation in hanging)):
                one = threads.submit(first.deliver, *hanging)
                (pid,) = until("a session hangs in COMMIT", database.hanging, COMMIT_KEY)
                two = threads.submit(second.deliver, *after)
                until("the next waits for its position", _stopped, database, pid, two)
                seen.queued += not two.done()
                receipts = elsewhere.deliver(*other)
                for reader in readers:
                    reader.pull()
                seen.overtaken += not one.done() and all(
                    mutation["record"] in _held(readers) for mutation in other
                )
                seen.seen_early += sum(mutation["record"] in _held(readers) for mutation in hanging + after)
            receipts += one.result() + two.result()
            for reader in readers:
                reader.pull()
            seen.refused += [1 for receipt in receipts if receipt["outcome"] != "applied"]
            seen.skipped += sum(m["record"] not in _held(readers) for m in hanging + after + other)
            seen.out_of_order += _position(readers[0], hanging[-1]) > _position(readers[0], after[0])
            seen.rounds += 1
    for reader in readers:
        seen.skipped += reader.held != everything(reader.phone).held
        seen.given_twice += len(reader.twice)
    seen.given_twice += database.positions_given_twice()
    seen.left_out = database.positions_left_out()
    return seen


def _work(phone: Phone, cases: list[str], chance: random.Random) -> list[Json]:
    """One to three mutations: new cases, which take a number and tell the leader, and entries in old ones."""
    return [
        phone.entry(chance.choice(cases)) if chance.random() < 0.6 else phone.case()
        for _ in range(chance.randint(1, 3))
    ]


def _stopped(database: Database, pid: int, push: Future[list[Json]]) -> bool:
    """Whether somebody waits for this backend, or the push that should have waited did not."""
    return bool(database.waiting_for(pid)) or push.done()


def _held(readers: list[Follower]) -> set[str]:
    return {record for reader in readers for record in reader.held}


def _position(reader: Follower, mutation: Json) -> int:
    """Where a record was first shown; 0 where it never was."""
    shown = (position for (_, position), (record, _) in reader.given.items() if record == mutation["record"])
    return min(shown, default=0)


@dataclass
class Delays:
    """How long phones waited while somebody else's transaction stood open, in seconds."""

    idle: float
    """An idle transaction with an old snapshot."""
    locking: float
    """One that also holds locks on rows of another grid."""


def beside_an_open_transaction(server: LiveServer, database: Database, pushes: int) -> Delays:
    """Everything is answered while the transactions stand open; the longest of `pushes` round trips each."""
    phone, elsewhere = Phone(server, HANGING), Phone(server, ELSEWHERE)
    case, unrelated = phone.create(phone.case()), elsewhere.create(elsewhere.case())
    reader = everything(Phone(server, READERS[0]))

    def longest() -> float:
        found = 0.0
        for _ in range(pushes):
            began = time.monotonic()
            made = [phone.case(), phone.entry(case)]
            phone.deliver(*made)
            reader.pull()
            found = max(found, time.monotonic() - began)
            if not {mutation["record"] for mutation in made} <= reader.held.keys():
                raise AssertionError("the reader was not shown what was answered")
        return found

    with database.session() as open_transaction:
        open_transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        open_transaction.execute("SELECT count(*) FROM record")
        idle = longest()
        open_transaction.rollback()
    with database.session() as open_transaction:
        open_transaction.execute("SELECT 1 FROM record WHERE id = %s FOR UPDATE", [unrelated])
        open_transaction.execute(
            "SELECT 1 FROM stream JOIN record ON strpos(record.streams, stream.key) > 0"
            " WHERE record.id = %s FOR UPDATE",
            [unrelated],
        )
        open_transaction.execute("UPDATE record SET version = version WHERE id = %s", [unrelated])
        locking = longest()
        open_transaction.rollback()
    return Delays(idle, locking)
