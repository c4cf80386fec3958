"""The simulation can see: each fault of our own is caught within a thousand seeds."""

from __future__ import annotations

import pytest

from tests.simulation.ground import MemoryGround
from tests.simulation.plants import PLANTS, first_to_see


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTS[name](monkeypatch)
    failed = first_to_see(range(1_000), MemoryGround())
    assert failed is not None, f"no seed sees: {name}"
    monkeypatch.undo()
    assert first_to_see([failed.seed], MemoryGround()) is None, "this seed fails by itself"
