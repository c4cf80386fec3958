"""`make simulate SEEDS=10000`: prints schedules per second, failing seeds, and which faults struck where."""

from __future__ import annotations

import argparse
import os
import sys

from tests.simulation.runner import KINDS, opened, places, simulate
from tests.simulation.schedule import Failed, run
from tests.simulation.table import Coverage


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def one(kind: str, seed: int) -> int:
    """One seed, step by step."""
    with places(kind, 1) as urls, opened(urls[0]) as ground:
        try:
            run(seed, ground, Coverage(), say)
        except Failed as failed:
            say(str(failed))
            return 1
    say(f"seed {seed}: all is as promised")
    return 0


def many(kind: str, seeds: range, workers: int) -> int:
    result = simulate(kind, seeds, workers)
    rate = result.schedules / result.seconds
    say(f"{result.schedules} schedules on {kind} from seed {seeds.start}, {rate:.1f} schedules/s")
    say(result.coverage.text())
    for fault, step in result.coverage.empty():
        say(f"never seen: {fault} at {step}")
    for seed, why in sorted(result.failed):
        say(f"seed {seed} failed: {why}")
        say(f"  python -m tests.simulation --store {kind} --seed {seed}")
    say(f"{len(result.failed)} failed")
    return 1 if result.failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    parser.add_argument("--seed", type=int, help="only this one, and every step of it")
    parser.add_argument("--store", choices=KINDS, default="memory")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    if options.seed is not None:
        return one(options.store, options.seed)
    return many(options.store, range(options.first, options.first + options.seeds), options.workers)


if __name__ == "__main__":
    sys.exit(main())
