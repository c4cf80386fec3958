"""One seed, one schedule: who does what, and what strikes where."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.simulation import events, promises
from tests.simulation.ground import Ground
from tests.simulation.moments import Strike
from tests.simulation.table import APPLY, FAULTS, REPLY, REST, SAVE, SEND, SERVER, Coverage
from tests.simulation.world import OWNERS, World

FIELDS = ("text", "severity", "assignee", "seen")
IN_SYNC = (SEND, *SERVER, REPLY, APPLY, REST)
IN_SAVE = (SAVE, SAVE, REST)
PEOPLE = tuple(name for name in OWNERS if name != "desk")
LENGTH = (8, 32)
PACE = 11
"""How many cells further each seed begins: about as many as one schedule strikes."""
_CELLS: dict[tuple[str, ...], list[tuple[str, str]]] = {
    steps: [(fault, step) for step in steps for fault, reachable in FAULTS.items() if step in reachable]
    for steps in (IN_SYNC, IN_SAVE, (REST,))
}


class Failed(AssertionError):
    """A promise was broken; the seed repeats it."""

    def __init__(self, seed: int, why: str) -> None:
        super().__init__(f"seed {seed}: {why}  (python -m tests.simulation --seed {seed})")
        self.seed = seed
        self.why = why


def run(
    seed: int,
    ground: Ground,
    coverage: Coverage,
    say: Callable[[str], None] | None = None,
    length: tuple[int, int] = LENGTH,
) -> None:
    """Raises `Failed`. ``say`` is told each step."""
    world = World(Random(seed), ground, coverage, say)
    try:
        Schedule(world, seed).run(world.random.randint(*length))
        world.be_quiet()
        promises.check(world)
    except Exception as error:
        why = str(error) if isinstance(error, AssertionError) else repr(error)
        raise Failed(seed, why) from error


class Schedule:
    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = world.random
        self.turn(seed * PACE)

    def run(self, actions: int) -> None:
        self.begin()
        for action in self.random.choices(list(ACTIONS), list(ACTIONS.values()), k=actions):
            self.do(action)

    def begin(self) -> None:
        """Everybody was online once, and a first backup is there."""
        for name in OWNERS:
            self.world.sync(name)
        events.backup(self.world, REST)

    def do(self, action: Callable[[Schedule], None]) -> None:
        action(self)
        self.world.plan = []

    def turn(self, cell: int) -> None:
        """From which cell of the table on faults are planned."""
        self._turns = dict.fromkeys(_CELLS, cell)

    # What people do.

    def open_a_case(self, name: str = "") -> None:
        """`serial` remembers in which grid it was made."""
        grid = self.random.choice("ab")
        fields = {"grid": grid, "text": self._value(), "serial": grid, "tags": {"add": [self._value()]}}
        self._save(name or self._somebody(), "case", fields)

    def write_an_entry(self) -> None:
        name = self._somebody()
        if case := self._case(name):
            kind = self.random.choice(["note", "note", "note", "answer"])
            self._save(name, "entry", {"kind": kind, "text": self._value()}, root=case)

    def sign(self) -> None:
        name = self._somebody()
        if case := self._case(name):
            self._save(name, "signature", {"blob": self._value()}, root=case)

    def set_a_field(self) -> None:
        name = self._somebody()
        if case := self._case(name):
            fields = self.random.sample(FIELDS, self.random.choice([1, 1, 2]))
            self._save(name, "case", {field: self._value() for field in fields}, case)

    def all_set_the_same_field(self) -> None:
        field = self.random.choice(FIELDS)
        if case := self._case("desk"):
            for name in OWNERS:
                if case in self.world.phones[name].known("case"):
                    self._save(name, "case", {field: self._value()}, case)

    def move_a_case(self) -> None:
        """Whoever leads may; the others find out."""
        name = self._somebody()
        if case := self._case(name):
            self._save(name, "case", {"grid": self.random.choice("ab")}, case)

    def change_an_entry(self) -> None:
        name = self._somebody()
        phone = self.world.phones[name]
        entries = phone.known("entry")
        if entries:
            entry = self.random.choice(entries)
            shown = phone.device.shown(entry)
            assert shown is not None
            self._save(name, "entry", {"text": self._value()}, entry, shown["root"])

    def change_tags(self) -> None:
        name = self._somebody()
        if case := self._case(name):
            shown = self.world.phones[name].device.shown(case)
            assert shown is not None
            tags = shown["fields"].get("tags") or []
            change = {}
            if self.random.random() < 0.7:
                change["add"] = [self._value()]
            if tags and self.random.random() < 0.6:
                change["remove"] = [self.random.choice(tags)]
            self._save(name, "case", {"tags": change}, case)

    def settle(self) -> None:
        name = self._somebody()
        open_ = sorted(self.world.phones[name].device.needs_attention())
        if open_:
            self._plan(IN_SAVE, 0.3)
            how = self.random.choice(["theirs", "mine", "mine", "dismissed"])
            self.world.settle(name, self.random.choice(open_), how)

    def sign_out(self) -> None:
        name = self._somebody()
        self.world.tell(f"{name} signs out")
        self.world.phones[name].device.sign_out()

    # What happens to them.

    def sync(self) -> None:
        """Up to three faults on the way. Most who sync have something to send."""
        name = self._somebody()
        if not self.world.phones[name].device.phone.outbox and self.random.random() < 0.8:
            self._work(name)
        for _ in range(self.random.choice([0, 1, 2, 2, 3])):
            self._plan(IN_SYNC, 1.0)
        self.world.sync(name)

    def _work(self, name: str) -> None:
        case = self._case(name)
        if case and self.random.random() < 0.5:
            self.world.save(name, "case", {self.random.choice(FIELDS): self._value()}, case)
        elif case:
            self.world.save(name, "entry", {"kind": "note", "text": self._value()}, root=case)
        else:
            self.open_a_case(name)

    def all_sync(self) -> None:
        for name in OWNERS:
            self.world.sync(name)

    def something_happens(self) -> None:
        self._plan((REST,), 1.0)
        self.world.rest()

    def time_passes(self) -> None:
        """The station makes a backup every night: `sent` is for 14 days."""
        hours = self.random.choice([1, 80, 240])
        self.world.tell(f"{hours} hours pass")
        events.advance(self.world, hours)

    def _hold_back_somebody(self) -> None:
        """A request of theirs sets out, and does not arrive for now."""
        plan, self.world.plan = self.world.plan, []
        self.world.holding = True
        self.world.sync(self.random.choice(PEOPLE))
        self.world.holding = False
        self.world.plan = plan

    def _save(
        self, name: str, collection: str, fields: dict[str, Any], record: str = "", root: str = ""
    ) -> None:
        self._plan(IN_SAVE, 0.3)
        self.world.save(name, collection, fields, record, root)
        self.world.plan = []

    def _plan(self, steps: tuple[str, ...], probability: float) -> None:
        """The cells of the table come in turn, from seed to seed: none is left out for long."""
        if self.random.random() >= probability:
            return
        fault, step = _CELLS[steps][self._turns[steps] % len(_CELLS[steps])]
        self._turns[steps] += 1
        if fault == "reorder" and not self.world.late:
            self._hold_back_somebody()
        self.world.plan.append(Strike(fault, step, self.random.choice([0, 0, 1, 2])))

    def _value(self) -> str:
        return self.world.value()

    def _somebody(self) -> str:
        return self.random.choice(PEOPLE)

    def _case(self, name: str) -> str | None:
        cases = self.world.phones[name].known("case")
        return self.random.choice(cases) if cases else None


ACTIONS: dict[Callable[[Schedule], None], int] = {
    Schedule.open_a_case: 12,
    Schedule.write_an_entry: 10,
    Schedule.sign: 3,
    Schedule.set_a_field: 10,
    Schedule.all_set_the_same_field: 8,
    Schedule.move_a_case: 4,
    Schedule.change_an_entry: 4,
    Schedule.change_tags: 6,
    Schedule.settle: 6,
    Schedule.sign_out: 1,
    Schedule.sync: 40,
    Schedule.all_sync: 4,
    Schedule.something_happens: 10,
    Schedule.time_passes: 2,
}
