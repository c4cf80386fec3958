"""What each fault does. A strike gives False where there was nothing to strike."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sync.replica import NoAnswer
from tests.simulation import events
from tests.simulation.phone import PhoneOff, QuotaFull
from tests.simulation.stepped import PowerCut
from tests.simulation.table import SERVER

if TYPE_CHECKING:
    from tests.simulation.world import World

Strike = Callable[["World", str], bool]


def offline(world: World, step: str) -> bool:
    """No network for this phone's next attempts."""
    assert world.phone is not None
    world.phone.offline = world.random.randint(1, 3)
    return True


def lost_request(world: World, step: str) -> bool:
    raise NoAnswer("lost on the way")


def lost_reply(world: World, step: str) -> bool:
    assert world.flight is not None
    world.flight.reply_lost = True
    return True


def repeat(world: World, step: str) -> bool:
    """The last request arrives once more: the one under way, where there is one."""
    if world.last is None:
        return False
    phone, body = world.last
    world.meanwhile(lambda: world.deliver(phone, body))
    return True


def reorder(world: World, step: str) -> bool:
    """A request that its phone gave up long ago arrives now, after later ones."""
    if not world.late:
        return False
    phone, body = world.late.pop(world.random.randrange(len(world.late)))
    world.meanwhile(lambda: world.deliver(phone, body))
    return True


def another_phone(world: World, step: str) -> bool:
    """Somebody else works on the same record, if they know it, and delivers that in the meantime."""
    others = [phone for phone in world.phones.values() if phone is not world.phone and phone.known("case")]
    if not others:
        return False
    phone = world.random.choice(others)
    known = phone.known("case")
    under_way = json.loads(world.flight.body)["mutations"] if world.flight else []
    same = sorted({each["root"] for each in under_way} & set(known))
    case = world.random.choice(same or known)
    if world.random.random() < 0.5:
        field = world.random.choice(["text", "severity", "assignee", "seen"])
        world.save(phone.name, "case", {field: world.value()}, case)
    else:
        world.save(phone.name, "entry", {"kind": "note", "text": world.value()}, root=case)
    world.meanwhile(lambda: world.sync(phone.name))
    return True


def server_crash(world: World, step: str) -> bool:
    raise PowerCut


def phone_crash(world: World, step: str) -> bool:
    if step in SERVER:
        assert world.flight is not None
        world.flight.phone_off = True
        return True
    raise PhoneOff


def quota_full(world: World, step: str) -> bool:
    raise QuotaFull


def clock(world: World, step: str) -> bool:
    world.random.choice(list(world.phones.values())).turn_clock()
    return True


STRIKES: Mapping[str, Strike] = {
    "offline": offline,
    "lost request": lost_request,
    "lost reply": lost_reply,
    "repeat": repeat,
    "reorder": reorder,
    "another phone": another_phone,
    "server crash": server_crash,
    "phone crash": phone_crash,
    "quota full": quota_full,
    "clock": clock,
    "other duties": events.other_duties,
    "role lowered": events.role_lowered,
    "dismissed": events.dismissed,
    "move": events.move,
    "void": events.void,
    "retire": events.retire,
    "erase": events.erase,
    "forget gone": events.forget_gone,
    "backup": events.backup,
    "restore": events.restore,
    "id reused": events.id_reused,
}
