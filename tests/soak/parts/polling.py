"""A quiet shift: every phone asks once in ten minutes whether there is anything new."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from tests.crowd.people import Member, hire, read_all
from tests.crowd.polling import Polled, poll
from tests.crowd.times import percentile
from tests.restore.station import station
from tests.soak.both import both_databases
from tests.soak.part import Line, times

TITLE = "Phones that ask for news"
PHONES, SECONDS = 2_000, 600
GRIDS, WRITERS = 200, 50
BOUND_MS = 300
HURRY = 10
"""How much faster the same phones ask once more, to know how far away the bound is."""


def run(scale: float) -> Iterator[Line]:
    """Both databases in the same ten minutes, so that the machine has twice the load that is asked for."""
    phones = times(PHONES, scale)
    seconds = SECONDS * phones / PHONES
    with ExitStack() as stack:
        crowds: dict[str, list[Member]] = {}
        for ground in stack.enter_context(both_databases()):
            running = stack.enter_context(station(ground.folder, ground.new_database))
            crowds[ground.name] = hire(running.server, phones + WRITERS, times(GRIDS, scale))
            read_all(crowds[ground.name])
        pool = stack.enter_context(ThreadPoolExecutor(len(crowds)))
        for within in (seconds, seconds / HURRY):
            asked = pool.map(partial(_asked, seconds=within), crowds.values())
            for where, polled in zip(crowds, asked, strict=True):
                yield _line(where, polled, phones, within, BOUND_MS if within == seconds else None)


def _asked(crowd: list[Member], seconds: float) -> Polled:
    return poll(crowd[WRITERS:], crowd[:WRITERS], seconds)


def _line(where: str, polled: Polled, phones: int, seconds: float, bound: int | None) -> Line:
    took = [second * 1000 for second in polled.seconds] or [0.0]
    late = percentile(took, 0.95)
    faults = "".join(f"; {count} × {what}" for what, count in polled.errors.most_common(3))
    return Line(
        f"{phones:,} phones ask within {seconds:,.0f} s while others write, {where}",
        f"0 errors, p95 ≤ {bound} ms" if bound else "0 errors; how fast is only told",
        f"{polled.errors.total()} errors, p95 {late:.0f} ms (median {percentile(took, 0.5):.0f} ms);"
        f" {polled.changes:,} changes read, {polled.written:,} records written{faults}",
        not polled.errors and len(took) == phones and (bound is None or late <= bound),
    )
