"""Many phones that write at once, and readers that follow them (PostgreSQL)."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.durability.hanging import Database
from tests.durability.phone import Follower, Json, Phone, everything
from tests.live.server import LiveServer

PATROLLERS = ("lina", "wangqiang", "chenjing", "liuyang", "maizhiming", "zenglihua")
"""Two in each of the demo's three grids, two of which are in one community."""
LEADERS = ("zhangwei", "zhaomin", "wenguodong")


@dataclass
class Written:
    """What many writers and the readers behind them came to."""

    writers: int
    pushed: int = 0
    skipped: int = 0
    """Records, or versions of them, that a reader who followed the cursors does not hold."""
    given_twice: int = 0
    left_out: int = 0
    miscounted: int = 0
    """Cases that count more or fewer entries than were written."""
    numbers: list[str] = field(default_factory=list)
    """Case numbers that were given twice or left out."""
    refused: Counter[str] = field(default_factory=Counter)
    """Outcomes other than ``applied``, and statuses other than 200."""


class Writer:
    """Writes cases, entries in everybody's cases, and checks of everybody's places, until told to stop."""

    def __init__(self, server: LiveServer, number: int, chance: random.Random) -> None:
        self.phone = Phone(server, PATROLLERS[number % len(PATROLLERS)], f"writer {number}")
        self._chance = chance
        held = everything(self.phone)
        self._places = [id for id in held.records("places") if held.fields[id]["area"] == self.phone.area]
        self._patrol = self.phone.create(
            self.phone.mutation("patrols", {"area": self.phone.area, "kind": "daily"})
        )
        self.made: list[str] = []
        self.entries: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()

    def write(self, cases: list[str], end: Callable[[], bool]) -> None:
        """``cases``: those of the grid, which all its writers share."""
        while not end():
            mutations = [self._mutation(cases) for _ in range(self._chance.randint(1, 4))]
            for mutation, receipt in zip(mutations, self.phone.deliver(*mutations), strict=True):
                self.outcomes[receipt["outcome"]] += 1
                self.made.append(mutation["record"])
                if mutation["collection"] == "cases":
                    cases.append(mutation["record"])
                elif mutation["collection"] == "entries":
                    self.entries[mutation["root"]] += 1

    def _mutation(self, cases: list[str]) -> Json:
        what = self._chance.random()
        if what < 0.3 or not cases:
            return self.phone.case()
        if what < 0.7:
            return self.phone.entry(self._chance.choice(cases))
        fields = {"place": self._chance.choice(self._places), "result": "fine"}
        return self.phone.mutation("inspections", fields, root=self._patrol)


def write(server: LiveServer, database: Database, writers: int, seconds: float, seed: int) -> Written:
    """Writers for so many seconds, and one reader in each grid, its leader, who never stops reading."""
    chance = random.Random(seed)
    people = [Writer(server, number, random.Random(chance.random())) for number in range(writers)]
    readers = [everything(Phone(server, login)) for login in LEADERS]
    shared: dict[str, list[str]] = {person.phone.area: [] for person in people}
    over = threading.Event()
    stop = time.monotonic() + seconds
    with ThreadPoolExecutor(writers + len(readers)) as threads:
        following = [threads.submit(_follow, reader, over) for reader in readers]
        writing = [
            threads.submit(person.write, shared[person.phone.area], lambda: time.monotonic() > stop)
            for person in people
        ]
        _ended(writing)
        over.set()
        _ended(following)
    seen = Written(writers, pushed=sum(len(person.made) for person in people))
    made = {record for person in people for record in person.made}
    entries: Counter[str] = sum((person.entries for person in people), Counter())
    for reader in readers:
        reader.pull()
        fresh = everything(reader.phone)
        seen.skipped += len(fresh.held.items() ^ reader.held.items())
        seen.given_twice += len(reader.twice)
        made -= fresh.held.keys()
        seen.miscounted += sum(
            fresh.fields[case]["entry_count"] != entries[case] for case in entries if case in fresh.held
        )
    seen.skipped += len(made)
    seen.given_twice += database.positions_given_twice()
    seen.left_out = database.positions_left_out()
    seen.numbers = _wrong_numbers(readers)
    for person in people:
        seen.refused += person.outcomes - Counter(applied=person.outcomes["applied"])
        seen.refused += Counter(f"HTTP {status}" for status in person.phone.refusals)
    return seen


def _follow(reader: Follower, over: threading.Event) -> None:
    while not over.is_set():
        reader.pull()


def _ended(threads: list[Future[None]]) -> None:
    for thread in threads:
        thread.result()


def _wrong_numbers(readers: list[Follower]) -> list[str]:
    """A community's cases of a year are numbered from 1 on; the demo's own have no other numbers."""
    series: dict[str, list[int]] = {}
    cases = {id: reader.fields[id] for reader in readers for id in reader.records("cases")}
    for fields in cases.values():
        name, _, number = fields["number"].partition("〕")
        series.setdefault(name, []).append(int(number))
    return [
        f"{name}〕: {len(numbers)} numbers up to {max(numbers)}"
        for name, numbers in series.items()
        if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
