"""Many seeds, on one ground or another, in one process or several."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import postgres_server, remove_server
from tests.server.conftest import prepare
from tests.simulation.ground import Ground, MemoryGround
from tests.simulation.schedule import Failed, run
from tests.simulation.sql import SqlGround
from tests.simulation.table import Coverage

KINDS = ("memory", "sqlite", "postgresql")
CHUNK = 50


@dataclass
class Result:
    schedules: int = 0
    seconds: float = 0.0
    failed: list[tuple[int, str]] = field(default_factory=list)
    """Seeds, and what was not as promised."""
    coverage: Coverage = field(default_factory=Coverage)

    def add(self, other: Result) -> None:
        self.schedules += other.schedules
        self.failed += other.failed
        self.coverage.seen.update(other.coverage.seen)


def run_all(seeds: Iterable[int], ground: Ground) -> Result:
    """One after another, here."""
    result = Result()
    began = time.perf_counter()
    for seed in seeds:
        result.schedules += 1
        try:
            run(seed, ground, result.coverage)
        except Failed as failed:
            result.failed.append((failed.seed, failed.why))
    result.seconds = time.perf_counter() - began
    return result


@contextmanager
def opened(url: str) -> Iterator[Ground]:
    """The ground at this address; in memory where there is none."""
    if not url:
        yield MemoryGround()
        return
    ground = SqlGround(url)
    try:
        yield ground
    finally:
        ground.close()


@contextmanager
def places(kind: str, count: int) -> Iterator[Sequence[str]]:
    """The addresses of so many empty databases, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="gridwalk-simulation-") as folder:
        if kind == "memory":
            yield [""] * count
        elif kind == "sqlite":
            urls = [f"sqlite:///{Path(folder) / f'{number}.sqlite3'}" for number in range(count)]
            for url in urls:
                prepare(url)
            yield urls
        else:
            home = Path(tempfile.gettempdir()) / f"gridwalk-simulation-{os.getuid()}-{os.getpid()}"
            with postgres_server(home) as postgres:
                urls = [postgres.new_database(prepare) for _ in range(count)]
                yield urls
                for url in urls:
                    postgres.drop(url)
            remove_server(home)


def simulate(
    kind: str, seeds: range, workers: int, progress: Callable[[Result], object] = lambda _: None
) -> Result:
    """In several processes. A seed does the same in any of them."""
    total = Result()
    began = time.perf_counter()
    parts = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    with places(kind, workers) as urls, ProcessPoolExecutor(workers) as pool:
        shares = [parts[number::workers] for number in range(workers)]
        going = [pool.submit(_run_parts, share, url) for share, url in zip(shares, urls, strict=True)]
        for each in going:
            total.add(each.result())
            progress(total)
    total.seconds = time.perf_counter() - began
    return total


def _run_parts(parts: Sequence[range], url: str) -> Result:
    total = Result()
    with opened(url) as ground:
        for part in parts:
            total.add(run_all(part, ground))
    return total
