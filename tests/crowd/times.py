"""Many phones, each at its moment; how long they waited."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence


def spread(works: Sequence[Callable[[], None]], seconds: float) -> None:
    """Runs each work in a thread of its own, the beginnings spread evenly over so many seconds."""
    began = time.monotonic()

    def at_its_moment(number: int, work: Callable[[], None]) -> None:
        time.sleep(max(0.0, began + seconds * number / len(works) - time.monotonic()))
        work()

    threads = [threading.Thread(target=at_its_moment, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that is above this part (0 to 1) of all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
