"""A station that is killed again and again while phones send to it."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.durability.hanging import until
from tests.durability.postgres import KillablePostgres
from tests.durability.sender import Sender
from tests.durability.stored import Stored
from tests.durability.writers import PATROLLERS
from tests.live.server import LiveServer

LONGEST_WORK = 0.3
"""Seconds, at most, that a station works until it is killed again."""
DATABASE_EVERY = 5
"""Of so many kills one takes the database's server along, and one takes only that."""


@dataclass
class Killed:
    """What became of the phones' work."""

    kills: int = 0
    of_the_database: int = 0
    sent: int = 0
    uploads: int = 0
    cut: int = 0
    """Requests that were on their way when the station died."""
    ready: list[float] = field(default_factory=list)
    """Seconds from each start until the station was ready."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not stored."""
    doubled: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """What the database said of itself."""

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.refused, *self.broken]


def kill(
    server: LiveServer,
    stored: Stored,
    kills: int,
    seed: int,
    postgres: KillablePostgres | None = None,
    phones: Sequence[str] = PATROLLERS,
) -> Killed:
    """Phones send all the time; the station is killed at random moments and started again at once.

    After every start, what was acknowledged before the kill is looked for in the database.
    """
    chance = random.Random(seed)
    before = stored.records()
    senders = [Sender(server, login, chance.randrange(10**6)) for login in phones]
    seen, over, in_vain = Killed(), threading.Event(), threading.Event()
    with ThreadPoolExecutor(len(senders)) as threads:
        sending = [threads.submit(sender.run, over, in_vain) for sender in senders]
        try:
            for number in range(kills):
                time.sleep(chance.uniform(0, LONGEST_WORK))
                acknowledged = [id for sender in senders for id in list(sender.told)]
                _kill_and_start(server, seen, number, postgres)
                seen.lost += sorted(stored.missing(acknowledged))
                if number % 20 == 0:
                    seen.broken += stored.faults()
                for thread in sending:
                    if thread.done():
                        thread.result()
        except BaseException:  # else the phones would try for ever
            in_vain.set()
            raise
        finally:
            over.set()
        for thread in sending:
            thread.result()
    look(stored, senders, before.keys(), seen)
    return seen


def _kill_and_start(server: LiveServer, seen: Killed, number: int, postgres: KillablePostgres | None) -> None:
    """Only the station; with PostgreSQL now and then its server as well, or its server alone."""
    turn = number % DATABASE_EVERY if postgres is not None and postgres.ours else DATABASE_EVERY
    if turn != 1:
        server.kill()
        seen.kills += 1
    if postgres is not None and turn in (0, 1):
        postgres.kill()
        seen.of_the_database += 1
        postgres.start()
    began = time.monotonic()
    if turn == 1:
        until("the station finds its database again", server.is_ready)
    else:
        server.start()
    seen.ready.append(time.monotonic() - began)


def look(stored: Stored, senders: Sequence[Sender], before: Collection[str], seen: Killed) -> None:
    """When all is sent: what was sent is stored, once, and nothing else is."""
    sent = {id: mutation for sender in senders for id, mutation in sender.sent.items()}
    uploads = [upload for sender in senders for upload in sender.uploads]
    records = {id: fields for id, fields in stored.records().items() if id not in before}
    wanted = {mutation["record"] for mutation in sent.values()}
    seen.sent, seen.uploads = len(sent), len(uploads)
    seen.cut = sum(sender.counts.cut for sender in senders)
    seen.lost += sorted(stored.missing(sent)) + sorted(wanted - records.keys())
    seen.lost += [upload.record for upload in uploads if not stored.holds(upload.content)]
    seen.lost += [words for sender in senders for words in sender.counts.taken_back]
    seen.doubled += sorted(records.keys() - wanted)
    seen.doubled += [id for id, count in stored.answered().items() if id in sent and count != 1]
    entries = Counter(m["root"] for m in sent.values() if m["collection"] == "entries")
    for mutation in sent.values():
        fields = records.get(mutation["record"], {})
        if mutation["collection"] == "cases" and fields.get("entry_count", 0) != entries[mutation["record"]]:
            seen.doubled.append(f"{mutation['record']} counts {fields.get('entry_count')} entries")
        if mutation["collection"] == "entries" and fields.get("version") != 1:
            seen.doubled.append(f"{mutation['record']} is at version {fields.get('version')}")
    seen.doubled += _numbers(stored)
    seen.refused += [words for sender in senders for words in sender.counts.refused]
    seen.broken += stored.faults()


def _numbers(stored: Stored) -> list[str]:
    """A community's cases of a year are numbered 1, 2, 3 … without gaps."""
    series: dict[str, list[int]] = {}
    for fields in stored.records().values():
        if match := re.fullmatch(r"(.*〕)(\d+)", fields.get("number") or ""):
            series.setdefault(match[1], []).append(int(match[2]))
    return [
        f"{name}: {len(numbers)} numbers up to {max(numbers)}"
        for name, numbers in series.items()
        if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
