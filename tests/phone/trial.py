"""One schedule: five phones of four people, a network, a server, and what has become of them so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.live.faults import Fault, Line
from tests.phone.neighbourhood import PASSWORD, Neighbourhood
from tests.phone.phones import PATIENCE, Phones, Reply, settled
from tests.phone.station import Station

BEGAN = 1_795_000_000_000
"""Phone time at the beginning, ms: what the phones think matters to nobody."""
MOST_ROUNDS = 20
"""So often every phone syncs over a good network at most until all its words are at the server."""
YEAR = 365 * 86_400_000
LONGER_THAN_PATIENCE = 200_000
OWNERS = {"A": "li", "B": "li", "C": "wang", "D": "zhao", "E": "liu"}
"""li has two phones; wang works in the same grid, zhao in the other; liu is the secretary of both."""

EXPECTED = frozenset(
    ["not_signed_in", "no_answer", "captive_portal", "http_503", "person_disabled", "no_assignment"]
)
"""What an act may be answered over a bad network, or where its person was signed out meanwhile."""


@dataclass
class Device:
    """A phone as the schedule knows it."""

    name: str
    line: Line
    person: str | None = None
    """Who is signed in, as far as the schedule knows; the server may have ended it."""
    people: list[str] = field(default_factory=list)
    """Everybody who has ever been: their unsent work may lie sealed here."""
    tabs: list[str] = field(default_factory=list)
    unsure: bool = False
    """A tab died before it told the others what it had saved: they hear of it with the next sync."""


class Trial:
    """What the steps work on. `log` tells them in order; `wrong` is what should not have been."""

    def __init__(self, seed: int, here: Neighbourhood, station: Station, phones: Phones) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self.here = here
        self.station = station
        self.phones = phones
        self.log: list[str] = []
        self.wrong: list[str] = []
        self.cases: list[str] = []
        self.patrols: list[str] = []
        self.entries: list[str] = []
        self.photos: dict[str, str] = {}
        """Attachment record → SHA-256 of its bytes."""
        self.taken_back: set[str] = set()
        self.held: set[str] = set()
        """Mutations that wait sealed for what is not there, or not for their author to see."""
        self.given_up: set[str] = set()
        """Records somebody was taking back when the phone died: gone or not, both are right."""
        self.grids: dict[str, tuple[str, ...]] = {
            "li": ("1",),
            "wang": ("1",),
            "zhao": ("2",),
            "liu": ("1", "2"),
        }
        self.shut_out: set[str] = set()
        self.scopes_changed = False
        self.struck: Counter[str] = Counter()
        self._words = 0
        self._tabs = 0
        self.devices = {name: self._make(name) for name in OWNERS}

    def word(self) -> str:
        """A text that nobody has written before, and that no other one begins with."""
        self._words += 1
        return f"w{self.here.number}x{self._words}z"

    def note(self, text: str) -> None:
        self.log.append(text)

    def _make(self, name: str) -> Device:
        device = Device(name, self.station.faults.line(f"{self.here.number}{name}"))
        device.line.on_stall = lambda: self._hang_up(name)
        self.phones.tell("make", name, url=device.line.url, ms=BEGAN)
        return device

    def _hang_up(self, name: str) -> None:
        """A phone whose network stands still has waited long enough."""
        self.phones.begin("pass", name, ms=LONGER_THAN_PATIENCE)

    # Tabs and people

    def open(self, device: Device, die: int | None = None) -> bool:
        """Opens the app in a new tab; whether it lived to see it."""
        self._tabs += 1
        tab = str(self._tabs)
        reply = self.phones.tell("open", device.name, tab=tab, die=die)
        if reply.died:
            return False
        self._expect(reply, f"{device.name} open")
        device.tabs.append(tab)
        return True

    def sign_in(self, device: Device, person: str) -> bool:
        """In the first tab. The same person goes on where they were."""
        given = [self.here.login(person), PASSWORD]
        reply = self.act(device, "signIn", *given)
        if reply is None or reply.code:
            why = reply.code if reply else "the phone dies"
            self.note(f"{device.name}: {person} does not get in: {why}")
            return False
        device.person = person
        if person not in device.people:
            device.people.append(person)
        return True

    def alive(self, device: Device) -> str:
        """A tab of the phone that lives, opened if there is none."""
        while not device.tabs:
            self.open(device)
        return self.chance.choice(device.tabs)

    def died(self, device: Device, tab: str) -> None:
        if tab in device.tabs:
            device.tabs.remove(tab)
        device.unsure = bool(device.tabs)

    # What people do

    def act(self, device: Device, act: str, *given: Any, die: int | None = None) -> Reply | None:
        """Something that a person does, in any tab. None: the phone died of it."""
        tab = self.alive(device)
        reply = settled(self.begin(device, tab, act, *given, die=die), f"{device.name}.{tab} {act}")
        return self.over(device, tab, act, reply)

    def begin(self, device: Device, tab: str, act: str, *given: Any, die: int | None = None) -> Future[Reply]:
        more = {"tab": tab, "act": act, "with": list(given), "die": die}
        return self.phones.begin("act", device.name, **more)

    def over(self, device: Device, tab: str, act: str, reply: Reply) -> Reply | None:
        if reply.died:
            self.died(device, tab)
            return None
        self._expect(reply, f"{device.name} {act}")
        return reply

    def _expect(self, reply: Reply, what: str) -> None:
        if reply.code and reply.code not in EXPECTED:
            self.wrong.append(f"{what}: {reply.code} {reply.detail}")

    # The network and what is looked at after each step

    def connect(self, device: Device, faults: Sequence[Fault] = ()) -> None:
        device.line.plan.clear()
        device.line.plan.extend(faults)
        device.line.up()

    def disconnect(self, device: Device) -> None:
        device.line.down()
        device.line.plan.clear()

    def look_at_screens(self, device: Device) -> None:
        """What a screen shows is what is stored, with the unsent work laid over it."""
        for tab in [] if device.unsure else list(device.tabs):
            reply = settled(self.begin(device, tab, "wrong"), f"{device.name}.{tab} wrong")
            found = self.over(device, tab, "wrong", reply)
            for one in (found.value or []) if found else []:
                self.wrong.append(f"{device.name}.{tab} shows wrongly: {one}")

    # The end

    def be_quiet(self) -> None:
        """The network is good, the server serves, everybody is at their phone again, and nobody does more."""
        self.note("quiet")
        self.station.faults.late()
        for person in sorted(self.shut_out):
            self.station.shut_out(self.here.login(person), False)
        self.shut_out.clear()
        for device in self.devices.values():
            self.connect(device)
            self._come_back(device)
        deadline = time.monotonic() + PATIENCE
        for calm in range(10_000):
            waiting = sum([self._sync(device) for device in self.devices.values()])
            # Once more when all has gone out: what the last one sent, the first one reads.
            if waiting == 0 and calm > 1 and self._all_sent:
                break
            self._all_sent = waiting == 0
            if time.monotonic() > deadline or (calm > MOST_ROUNDS and self._work):
                self.wrong.append(f"it does not get quiet: {waiting} are waiting")
                break
            if waiting:
                time.sleep(0.05)
        self.station.finish_looking()
        for device in self.devices.values():
            self._sync(device)
            device.unsure = False
            self.look_at_screens(device)

    _all_sent = False
    _work = 0
    """How much work the phones had left when each was asked last."""

    def _come_back(self, device: Device) -> None:
        """Everybody whose work may lie sealed on this phone signs in once more, its owner last."""
        owner = OWNERS[device.name]
        for person in [*(one for one in device.people if one != owner), owner]:
            if not self.sign_in(device, person):
                self.wrong.append(f"{person} cannot sign in on {device.name}")
            if person != owner:
                self._until_sent(device)
                self._note_held(device)

    def _note_held(self, device: Device) -> None:
        """What the server puts off is sealed again when the next person signs in."""
        for database in self.phones.tell("look", device.name).value["databases"].values():
            self.held |= {row["id"] for row in database.get("outbox", []) if row.get("retryCode")}

    def _until_sent(self, device: Device) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._sync(device) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _sync(self, device: Device) -> int:
        """One sync; how much is on its way after it."""
        tab = device.tabs[0]
        for act in ("sync", "pending"):
            reply = self.over(
                device, tab, act, settled(self.begin(device, tab, act), f"{device.name}.{tab} {act}")
            )
        assert reply is not None
        waiting = reply.value or {"work": 0, "bytes": 0}
        self._work = max(self._work if device.name != "A" else 0, waiting["work"])
        return int(waiting["work"] + waiting["bytes"])

    def close(self) -> None:
        self.phones.tell("forget")
        self.struck = self.station.faults.clear()
