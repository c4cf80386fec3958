"""Runs schedules, one neighbourhood each, and says what was wrong with which seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from tests.phone import mishaps, steps
from tests.phone.invariants import check
from tests.phone.neighbourhood import Neighbourhood
from tests.phone.phones import Phones
from tests.phone.station import Station, Template
from tests.phone.trial import OWNERS, Trial

NEIGHBOURHOODS = 25
"""For so many schedules one server serves."""
STEPS = 45
LOOK_EVERY = 3
RESTARTS = 0.1
"""The part of all schedules in which the server is killed once."""


@dataclass
class Outcome:
    """One schedule's end."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    """How often each kind of fault of the network did."""

    def __str__(self) -> str:
        told = [f"seed {self.seed}", *(f"  wrong: {one}" for one in self.wrong[:12])]
        return "\n".join([*told, *(f"  {number} {one}" for number, one in enumerate(self.log))])


def run(seeds: Iterable[int], template: Template, database: str, phones: Phones) -> Generator[Outcome]:
    """One after the other; a new server whenever the neighbourhoods of the last one are used up."""
    left = list(seeds)
    while left:
        batch, left = left[: template.count], left[template.count :]
        with template.station(database) as station:
            for number, seed in enumerate(batch):
                yield run_one(seed, Neighbourhood(number), station, phones)


def run_one(seed: int, here: Neighbourhood, station: Station, phones: Phones) -> Outcome:
    trial = Trial(seed, here, station, phones)
    try:
        _play(trial)
        trial.be_quiet()
        found = [*trial.wrong, *check(trial)]
    except Exception as error:
        found = [*trial.wrong, f"the schedule broke off: {error!r}"]
    finally:
        trial.close()
    return Outcome(seed, found, trial.log, Counter(trial.struck))


def _play(trial: Trial) -> None:
    for name, device in trial.devices.items():
        trial.open(device)
        trial.sign_in(device, OWNERS[name])
        trial.disconnect(device)
    chance = trial.chance
    restart = chance.randrange(STEPS) if chance.random() < RESTARTS else None
    names, often = list(steps.OFTEN), list(steps.OFTEN.values())
    for number in range(STEPS):
        step = chance.choices(names, often)[0]
        if number == restart:
            step = mishaps.restart_server
        step(trial)
        if number % LOOK_EVERY == 0:
            for device in trial.devices.values():
                trial.look_at_screens(device)
        if trial.wrong:
            return
