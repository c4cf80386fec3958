"""Phones that ask whether there is anything new, each on a new connection, while others write."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle

from tests.bench.cases import push_body
from tests.crowd.people import Member
from tests.crowd.reconnect import prepare
from tests.crowd.times import spread

NO_PHOTO = (1, 1)


@dataclass
class Polled:
    """Seconds that each poll took, from the connection to the last byte; what the polls brought."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    written: int = 0


def poll(members: Sequence[Member], writers: Sequence[Member], seconds: float, pause: float = 1.0) -> Polled:
    """Every member asks once within so many seconds; meanwhile the writers push, three records a time."""
    polled, lock, stop = Polled(), threading.Lock(), threading.Event()
    writer = threading.Thread(target=_write, args=(writers, polled, stop, pause))
    writer.start()
    try:
        spread([partial(_ask, member, polled, lock) for member in members], seconds)
    finally:
        stop.set()
        writer.join()
    return polled


def _ask(member: Member, polled: Polled, lock: threading.Lock, began: float) -> None:
    try:
        with member.client() as client:
            answer = client.request("POST", "/api/sync", push_body(client, [], member.cursors), compress=True)
        took, found = time.perf_counter() - began, answer.json()
        fault = "" if answer.status == 200 else f"{answer.status} {found.get('code')}"
    except (OSError, ValueError) as error:
        took, found, fault = 0.0, {}, f"{type(error).__name__}: {error}"
    with lock:
        if fault:
            polled.errors[fault] += 1
            return
        polled.seconds.append(took)
        polled.changes += len(found["changes"])


def _write(writers: Sequence[Member], polled: Polled, stop: threading.Event, pause: float) -> None:
    for member in cycle(writers):
        if stop.is_set():
            return
        body = prepare(member, 3, 0, NO_PHOTO).body
        try:
            with member.client() as client:
                answer = client.request("POST", "/api/sync", body, compress=True)
            outcomes = [receipt["outcome"] for receipt in answer.json()["receipts"]]
            polled.written += outcomes.count("applied")
            polled.errors += Counter(outcome for outcome in outcomes if outcome != "applied")
        except (OSError, ValueError, KeyError) as error:
            polled.errors[f"a writer: {type(error).__name__} {error}"] += 1
        stop.wait(pause)
