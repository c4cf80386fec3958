"""Many phones, each at its moment; how long they waited."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 100
"""Phones on the line at the same moment; who comes when all lines are busy waits, and that counts."""


def spread(works: Sequence[Callable[[float], None]], seconds: float) -> None:
    """Runs the works beside each other, beginning evenly over so many seconds.

    Each is given the moment (`time.perf_counter`) at which it was due.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(min(AT_ONCE, len(works))) as lines:
        running = []
        for number, work in enumerate(works):
            due = began + seconds * number / len(works)
            time.sleep(max(0.0, due - time.perf_counter()))
            running.append(lines.submit(work, due))
        for each in running:
            each.result()


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that is above this part (0 to 1) of all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
