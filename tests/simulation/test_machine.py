"""The same world in Hypothesis' hands: it looks for schedules of its own, and makes those that fail short."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.simulation import promises
from tests.simulation.ground import MemoryGround
from tests.simulation.schedule import ACTIONS, Schedule
from tests.simulation.table import Coverage
from tests.simulation.world import World

ACTION_NAMES = sorted({action.__name__ for action in ACTIONS})


class Machine(RuleBasedStateMachine):
    """Every step is one action, with a seed of its own: leaving others out does not change it."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(Random(0), MemoryGround(), Coverage())
        self.schedule = Schedule(self.world, 0)
        self.schedule.begin()

    @rule(name=st.sampled_from(ACTION_NAMES), seed=st.integers(0, 2**20))
    def act(self, name: str, seed: int) -> None:
        self.world.random.seed(seed)
        self.schedule.turn(seed)
        (action,) = [action for action in ACTIONS if action.__name__ == name]
        self.schedule.do(action)

    def teardown(self) -> None:
        self.world.be_quiet()
        promises.check(self.world)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
