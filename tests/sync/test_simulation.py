"""Whatever the network, the phones and the server do: after quiet everything is right."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sync.world import FAULTS, OWNERS, Fault, World

phones = st.sampled_from(sorted(OWNERS))
grids = st.sampled_from(["a", "b"])
pick = st.integers(0, 50)


class Simulation(RuleBasedStateMachine):
    """Three phones of two people. Every step is a rule; `teardown` waits for quiet and looks at all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @initialize()
    def everybody_was_online_once(self) -> None:
        for name in OWNERS:
            self.world.sync(name)

    @rule(name=phones, grid=grids)
    def open_a_case(self, name: str, grid: str) -> None:
        """`serial` remembers in which grid it was made."""
        fields = {
            "grid": grid,
            "text": self.world.value(),
            "serial": grid,
            "tags": {"add": [self.world.value()]},
        }
        self.world.save(name, "case", fields)

    @rule(name=phones, which=pick)
    def write_an_entry(self, name: str, which: int) -> None:
        if case := self._case(name, which):
            self.world.save(name, "entry", {"kind": "note", "text": self.world.value()}, root=case)

    @rule(name=phones, which=pick, field=st.sampled_from(["text", "severity", "assignee", "seen"]))
    def set_a_field(self, name: str, which: int, field: str) -> None:
        if case := self._case(name, which):
            self.world.save(name, "case", {field: self.world.value()}, case)

    @rule(which=pick, field=st.sampled_from(["text", "severity", "assignee", "seen"]))
    def all_set_the_same_field(self, which: int, field: str) -> None:
        if case := self._case("d2", which):
            for name in OWNERS:
                if case in self.world.cases(name):
                    self.world.save(name, "case", {field: self.world.value()}, case)

    @rule(name=phones, which=pick)
    def set_two_fields(self, name: str, which: int) -> None:
        if case := self._case(name, which):
            fields = {"text": self.world.value(), "severity": self.world.value()}
            self.world.save(name, "case", fields, case)

    @rule(name=phones, which=pick, add=st.booleans(), remove=st.booleans())
    def change_tags(self, name: str, which: int, add: bool, remove: bool) -> None:
        if case := self._case(name, which):
            shown = self.world.phones[name].shown(case)
            tags: list[Any] = (shown or {"fields": {}})["fields"].get("tags") or []
            change: dict[str, Any] = {}
            if add:
                change["add"] = [self.world.value()]
            if remove and tags:
                change["remove"] = [tags[which % len(tags)]]
            self.world.save(name, "case", {"tags": change}, case)

    @rule(which=pick, grid=grids)
    def move_a_case(self, which: int, grid: str) -> None:
        if case := self._case("d2", which):
            self.world.save("d2", "case", {"grid": grid}, case)

    @rule(name=phones, faults=st.lists(st.sampled_from(FAULTS), max_size=3))
    def sync(self, name: str, faults: list[Fault]) -> None:
        self.world.sync(name, faults)

    @rule()
    def all_sync(self) -> None:
        for name in OWNERS:
            self.world.sync(name)

    @rule(name=phones, which=pick, how=st.sampled_from(["theirs", "mine", "dismissed"]))
    def settle(self, name: str, which: int, how: str) -> None:
        open_ = sorted(self.world.phones[name].needs_attention())
        if open_:
            self.world.settle(name, open_[which % len(open_)], how)

    @rule(where=st.sampled_from([["a"], ["a"], ["a", "b"], ["a", "b"], ["b"], []]))
    def ann_gets_other_grids(self, where: list[str]) -> None:
        self.world.hire("ann", where)

    @rule(hours=st.sampled_from([1, 80]))
    def time_passes(self, hours: int) -> None:
        self.world.hours(hours)

    @rule(name=phones)
    def sign_out(self, name: str) -> None:
        self.world.phones[name].sign_out()

    @rule()
    def back_up(self) -> None:
        self.world.backup()

    @precondition(lambda self: self.world.station.backup is not None)
    @rule()
    def restore(self) -> None:
        self.world.restore()

    def teardown(self) -> None:
        self.world.be_quiet()
        self.world.check()

    def _case(self, name: str, which: int) -> str | None:
        cases = self.world.cases(name)
        return cases[which % len(cases)] if cases else None


TestSimulation = Simulation.TestCase
TestSimulation.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
