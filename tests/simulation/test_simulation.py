"""Whatever network, phones and station do: after quiet all is as promised. Seeds repeat what failed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.server.conftest import prepare
from tests.simulation.ground import Ground, MemoryGround
from tests.simulation.runner import opened, run_all
from tests.simulation.table import FAULTS, IMPOSSIBLE, STEPS

SEEDS = 200
PART = 25


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'simulation.sqlite3'}"
        prepare(url)
        with opened(url) as ground:
            yield ground
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database(prepare)
    with opened(url) as ground:
        yield ground
    postgres.drop(url)


def test_all_promises_hold_in_memory_wherever_a_fault_strikes() -> None:
    """And every fault has struck at every step where it can."""
    result = run_all(range(SEEDS), MemoryGround())
    assert not result.failed
    assert not result.coverage.empty(), result.coverage.text()


@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_all_promises_hold_on_the_databases(database: Ground, first: int) -> None:
    result = run_all(range(first, first + PART), database)
    assert not result.failed


def test_every_cell_of_the_table_can_be_reached_or_says_why_not() -> None:
    for fault, steps in FAULTS.items():
        assert steps <= set(STEPS)
        assert (steps == set(STEPS)) == (fault not in IMPOSSIBLE)


def test_a_seed_does_the_same_in_every_process() -> None:
    """Also with another order of sets."""
    told = set()
    for order in ("1", "2"):
        command = [sys.executable, "-m", "tests.simulation", "--seed", "17"]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": order}, capture_output=True, text=True, check=True
        )
        assert "syncs" in done.stdout
        told.add(done.stdout)
    assert len(told) == 1
