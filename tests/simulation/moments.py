"""Time that stands still between steps, and what strikes when it moves on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.simulation.phone import SimulatedPhone
from tests.simulation.stepped import Locks, Waits
from tests.simulation.table import Coverage
from tests.sync.station import Duties


@dataclass
class Strike:
    """A fault that is to come at the ``skip``-th point of a step."""

    fault: str
    step: str
    skip: int = 0


@dataclass
class Flight:
    """The request that is under way."""

    phone: SimulatedPhone
    body: bytes
    phone_off: bool = False
    reply_lost: bool = False


class Moments(ABC):
    """Where a schedule is: whose turn it is, what is planned to strike, who waits for a lock."""

    def __init__(
        self, random: Random, locks: Locks, coverage: Coverage, say: Callable[[str], None] | None
    ) -> None:
        self.random = random
        self.locks = locks
        self.duties = Duties()
        self.plan: list[Strike] = []
        self.flight: Flight | None = None
        self.phone: SimulatedPhone | None = None
        """Whose turn it is."""
        self._coverage = coverage
        self._say = say
        self._depth = 0
        self._waiting: list[Callable[[], object]] = []
        self._values = 0

    @abstractmethod
    def strike(self, fault: str, step: str) -> bool:
        """Gives whether there was anything to strike."""

    def now(self) -> datetime:
        return self.duties.now

    def tell(self, what: str) -> None:
        if self._say is not None:
            self._say(f"{self.now():%d %H:%M:%S.%f}"[:-3] + "  " * self._depth + f"  {what}")

    def value(self) -> str:
        """A text that nobody has entered before."""
        self._values += 1
        return f"v{self._values}"

    def at(self, step: str) -> None:
        """This is where it is now: a moment passes, and what was planned for here strikes."""
        self.duties.now += timedelta(milliseconds=250)
        if self._depth:
            return
        for strike in list(self.plan):
            if strike.step != step:
                continue
            if strike.skip:
                strike.skip -= 1
            elif strike in self.plan:
                self.plan.remove(strike)
                self._strike(strike)
        if self.locks.free:
            self.go_on()

    def _strike(self, strike: Strike) -> None:
        self.tell(f"! {strike.fault} at {strike.step}")
        struck = True
        phone = self.phone
        self._depth += 1
        try:
            struck = self.strike(strike.fault, strike.step)
        finally:
            self._depth -= 1
            self.phone = phone
            if struck:
                self._coverage.seen[strike.fault, strike.step] += 1

    def meanwhile(self, what: Callable[[], object]) -> None:
        """Something else happens, whatever is under way; if that holds what it needs, right after it."""
        flight, phone = self.flight, self.phone
        self._depth += 1
        try:
            what()
        except Waits:
            self.tell("it waits")
            self._waiting.append(what)
        finally:
            self._depth -= 1
            self.flight, self.phone = flight, phone

    def go_on(self) -> None:
        """Those who waited have their turn."""
        waiting, self._waiting = self._waiting, []
        for what in waiting:
            self.meanwhile(what)

    def power_is_back(self) -> None:
        """Whoever waited was cut off with the rest."""
        self._waiting.clear()
