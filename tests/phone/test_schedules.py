"""Whatever the network, the phones and the server do: after quiet, nothing is lost, doubled or wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.phone.phones import PWA, Phones, build, phones
from tests.phone.run import run
from tests.phone.station import Template

SEEDS = range(1, 26)
UNTIL_SEEN = range(1, 26)
"""A planted fault is seen in one of these schedules; most are in the first three."""
PLANTS = re.findall(r"^  '(.+)': \[$", (PWA / "build" / "plants.ts").read_text("utf-8"), re.M)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_after_quiet_everything_is_where_it_should_be(
    database: str, template: Template, running: Phones
) -> None:
    wrong = [outcome for outcome in run(SEEDS, template, database, running) if outcome.wrong]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("plant", PLANTS)
def test_a_fault_that_is_put_into_the_app_is_seen(plant: str, template: Template, tmp_path: Path) -> None:
    with phones(build(tmp_path, plant)) as running:
        outcomes = run(UNTIL_SEEN, template, "sqlite", running)
        seen = next((outcome.wrong for outcome in outcomes if outcome.wrong), [])
        outcomes.close()
    assert seen
    assert not any("broke off" in one for one in seen), seen


def test_the_faults_to_plant_are_the_ones_that_were_promised() -> None:
    assert len(PLANTS) >= 5
