"""Simulated phones and stations under every fault, on all stores, and the faults planted to be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.simulation.ground import MemoryGround
from tests.simulation.plants import PLANTS, first_to_see
from tests.simulation.runner import KINDS, simulate
from tests.simulation.table import cells
from tests.soak.part import Line, times

TITLE = "Simulation"
COUNTS = {"memory": 10_000, "sqlite": 1_000, "postgresql": 1_000}
PLANTED_SEEDS = 1_000
"""A planted fault is looked for in so many at any scale: it must be seen."""


def run(scale: float) -> Iterator[Line]:
    for kind in KINDS:
        yield from _schedules(kind, times(COUNTS[kind], scale))
    for name in PLANTS:
        yield _planted(name)


def _schedules(kind: str, count: int) -> Iterator[Line]:
    result = simulate(kind, range(count), min(2, os.cpu_count() or 1))
    failed = ", ".join(str(seed) for seed, _ in sorted(result.failed)[:10])
    seen = f"{result.schedules:,} schedules, {len(result.failed)} failed"
    if failed:
        seen += f" (seeds {failed})"
    rate = f", {result.schedules / result.seconds:.0f} schedules/s"
    yield Line(
        f"every promise after quiet, {kind}", f"{count:,} schedules, none fails", seen + rate, not failed
    )
    empty = result.coverage.empty()
    told = f"{len(cells()) - len(empty)} of {len(cells())} cells, {result.coverage.seen.total():,} strikes"
    if empty:
        told += "; never: " + ", ".join(f"{fault} at {step}" for fault, step in empty[:10])
    enough = count >= len(cells())
    asked = "every reachable cell" if enough else "as many cells as so few schedules reach"
    yield Line(f"faults × steps struck, {kind}", asked, told, not (empty and enough))


def _planted(name: str) -> Line:
    with pytest.MonkeyPatch.context() as patch:
        PLANTS[name](patch)
        failed = first_to_see(range(PLANTED_SEEDS), MemoryGround())
    seen = f"at seed {failed.seed}: {failed.why}" if failed else "not at all"
    return Line(f"planted: {name}", f"seen within {PLANTED_SEEDS:,} seeds", seen, failed is not None)
