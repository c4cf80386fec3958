"""Phones that work at the same time, each in a thread of its own, until they are told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tests.restore.phone import Phone

PATIENCE = 300
"""Seconds until what should come by itself is called missing; no measure of speed."""

PAUSE = 0.3
"""Seconds between two things that one phone does: a load of steady work, not of all the machine has."""


@contextmanager
def at_work(phones: Sequence[Phone], work: Callable[[Phone], None]) -> Iterator[None]:
    """Each phone does `work` again and again beside this block, and at least once before it begins."""
    stop = threading.Event()
    begun = [threading.Event() for _ in phones]
    faults: list[BaseException] = []

    def go_on(phone: Phone, once: threading.Event) -> None:
        try:
            while not stop.is_set():
                work(phone)
                once.set()
                stop.wait(PAUSE)
        except BaseException as fault:
            faults.append(fault)
        finally:
            once.set()

    threads = [threading.Thread(target=go_on, args=pair) for pair in zip(phones, begun, strict=True)]
    for thread in threads:
        thread.start()
    try:
        for event in begun:
            event.wait(PATIENCE)
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]


def until_all_has_arrived(phones: Sequence[Phone]) -> None:
    """The network is well: everything is sent, and the station has looked at every photo."""
    deadline = time.monotonic() + PATIENCE
    waiting = list(phones)
    while waiting:
        for phone in waiting:
            phone.sync()
        waiting = [phone for phone in waiting if phone.waits_for()]
        if waiting and time.monotonic() > deadline:
            raise AssertionError("; ".join(phone.waits_for() for phone in waiting))
        if waiting:
            time.sleep(0.2)
