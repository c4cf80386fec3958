"""What happens at the station and to its people while phones are under way.

Each gives False where there was nothing for it to happen to.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sync import engine
from sync.retiring import leave_phones
from sync.store import SystemWrite
from tests.simulation.stepped import PowerCut, Waits
from tests.simulation.table import SERVER
from tests.simulation.witness import Kept

if TYPE_CHECKING:
    from tests.simulation.world import World


def other_duties(world: World, step: str) -> bool:
    """Somebody is hired for other grids, offline or not."""
    person = world.random.choice(["ann", "ann", "bob", "cy"])
    grids = world.random.choice([["a"], ["b"], ["a", "b"]])
    world.hire(person, grids, world.random.choice(["patroller", "leader"]))
    return True


def role_lowered(world: World, step: str) -> bool:
    """Somebody who leads does so no more, in the middle of whatever they do."""
    duties = world.duties
    leading = [
        (person, assignment)
        for person in ("ann", "bob", "cy")
        for assignment in duties.scopes[person][-1].assignments.values()
        if assignment.role == "leader"
    ]
    if not leading:
        return False
    person, assignment = world.random.choice(leading)
    world.hire(person, sorted(assignment.grids), "patroller")
    return True


def dismissed(world: World, step: str) -> bool:
    """Somebody has no duties any more. Sooner or later they are hired again."""
    person = world.random.choice(["ann", "bob", "cy"])
    if not world.duties.scopes[person][-1].assignments:
        return False
    world.hire(person, [], "patroller")
    return True


def _at_the_desk(world: World, collection: str) -> list[str]:
    """What the desk knows of, after a look where it knows nothing. It does one thing at a time."""
    desk = world.phones["desk"]
    if world.phone is desk:
        return []
    if not desk.known(collection):
        world.meanwhile(lambda: world.sync("desk"))
    return desk.known(collection)


def move(world: World, step: str) -> bool:
    """The desk, or the house itself, moves a case to another grid."""
    cases = _at_the_desk(world, "case")
    known = sorted(world.witness.known.cases)
    if world.random.random() < 0.3 and known:
        case = world.random.choice(known)
        write = SystemWrite("case", case, case, {"grid": world.random.choice("ab")})

        def house() -> None:
            if case in world.witness.known.cases:
                engine.write_system(world.store, world.house, [write], world.now())

        world.meanwhile(house)
        return True
    if not cases:
        return False
    case = world.random.choice(cases)
    shown = world.phones["desk"].device.shown(case)
    assert shown is not None
    world.save("desk", "case", {"grid": "b" if shown["fields"].get("grid") == "a" else "a"}, case)
    world.meanwhile(lambda: world.sync("desk"))
    return True


def void(world: World, step: str) -> bool:
    """The desk voids something, while others may be adding to it."""
    collection = world.random.choice(["case", "case", "entry"])
    there = _at_the_desk(world, collection)
    if not there:
        return False
    world.save("desk", collection, {"void": True, "void_reason": world.value()}, world.random.choice(there))
    world.meanwhile(lambda: world.sync("desk"))
    return True


def retire(world: World, step: str) -> bool:
    """A case that was closed for long leaves the phones, with all that belongs to it."""
    cases = sorted(world.witness.known.cases)
    if not cases:
        return False
    case = world.random.choice(cases)

    def leave() -> None:
        world.store.write(lambda transaction: leave_phones(transaction, [case]))
        world.witness.retired.add(case)
        world.tell(f"{case} has left the phones")

    world.meanwhile(leave)
    return True


def erase(world: World, step: str) -> bool:
    """A case is erased for good, with all that belongs to it."""
    cases = sorted(world.witness.known.cases)
    if not cases:
        return False
    case = world.random.choice(cases)

    def gone() -> None:
        if not world.locks.free:
            raise Waits
        family = world.witness.known.cases.get(case, frozenset({case}))
        world.ground.erase(family)
        world.witness.erase(family)
        world.tell(f"{case} is erased")

    world.meanwhile(gone)
    return True


def forget_gone(world: World, step: str) -> bool:
    """Housekeeping takes the old ``gone`` lines away: who has not read so far begins anew."""

    def forget() -> None:
        if not world.locks.free:
            raise Waits
        world.ground.forget_gone()

    world.meanwhile(forget)
    return True


def backup(world: World, step: str) -> bool:
    """What is committed now is copied; later phones are told so."""
    begun = world.now()
    if not world.locks.free and world.ground.alone:
        world.meanwhile(lambda: _backup_when_free(world))
        return True
    kept = Kept(world.ground.backup(), world.witness.known.copy())

    def finish() -> None:
        if not world.locks.free:
            raise Waits
        world.ground.finish_backup(begun)
        world.backup = kept
        world.tell(f"backed up to {begun}")

    world.duties.now += timedelta(milliseconds=250)
    world.meanwhile(finish)
    return True


def _backup_when_free(world: World) -> None:
    if not world.locks.free:
        raise Waits
    backup(world, "")


def advance(world: World, hours: int) -> None:
    """Time passes; the station is backed up every night, the last time just now."""
    world.duties.now += timedelta(hours=hours)
    backup(world, "")


def restore(world: World, step: str) -> bool:
    """The station's database is put back; for that it is stopped, whatever it was doing."""
    if world.backup is None:
        return False
    if step in SERVER:
        world.after_power = lambda: _restore(world)
        raise PowerCut
    _restore(world)
    return True


def _restore(world: World) -> None:
    assert world.backup is not None
    witness = world.witness
    witness.life += 1
    world.ground.restore(world.backup.data, f"e{witness.life + 1}")
    witness.known = world.backup.known.copy()
    witness.erase(list(witness.erased))
    world.names.clear()
    world.tell("restored")


def id_reused(world: World, step: str) -> bool:
    """Another body comes under an id that was answered before: never taken for that answer."""
    answered = world.witness.known.answered
    finished = [each for each in answered if each[1] in world.witness.entered]
    if not finished:
        return False
    person, mutation = world.random.choice(sorted(finished))
    first = world.witness.entered[mutation]
    phone = world.phones[first.phone]
    value = world.value()
    body = {**first.mutation, "fields": {**first.mutation["fields"], "text": value}}
    request: dict[str, Any] = {
        "protocol": 1,
        "epoch": None,
        "phone_time": None,
        "scope": None,
        "mutations": [body],
        "cursors": {},
        "limit": 1,
    }

    def arrive() -> None:
        if (person, mutation) not in world.witness.known.answered:
            return  # A restore has come between: it is nobody's id now.
        (receipt,) = json.loads(world.deliver(phone, json.dumps(request).encode(), witnessed=False))[
            "receipts"
        ]
        assert receipt["outcome"] == "refused", f"another body is taken for {mutation}: {receipt}"
        if receipt["code"] != "erased":
            assert receipt["code"] == "mutation_reused", receipt
            world.witness.known.impostors.append((person, value))

    world.meanwhile(arrive)
    return True
