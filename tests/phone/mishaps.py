"""What happens to phones, network and server, and to what people may see."""

from __future__ import annotations

from tests.live.faults import KINDS, Fault
from tests.phone.choice import lethal, somebody
from tests.phone.phones import settled
from tests.phone.trial import LONGER_THAN_PATIENCE, YEAR, Device, Trial


def faults(trial: Trial, most: int = 3) -> list[Fault]:
    """What becomes of the next requests: often nothing, and never one thing for long."""
    chance = trial.chance
    plan = []
    for _ in range(chance.randrange(most + 1)):
        kind = chance.choice(KINDS) if chance.random() < 0.8 else "pass"
        size = chance.randrange(4_000) if kind.startswith("cut") else 0
        plan.append(Fault(kind, chance.randrange(1, 30) if kind == "delay" else size))
    return plan


def sync(trial: Trial) -> None:
    device, plan = somebody(trial), faults(trial)
    _sync(trial, device, plan, trial.chance.random() < 0.5)


def sync_to_death(trial: Trial) -> None:
    """The phone dies at something that it waits for in the middle of a sync."""
    device = somebody(trial)
    die = trial.chance.randrange(2, 90)
    trial.note(f"{device.name} syncs, and dies after {die}")
    trial.connect(device)
    trial.act(device, "sync", die=die)
    trial.disconnect(device)


def sync_two(trial: Trial) -> None:
    """Two phones at the same time."""
    names = trial.chance.sample(sorted(trial.devices), 2)
    running = []
    for name in names:
        device, plan = trial.devices[name], faults(trial, 2)
        trial.note(f"{name} syncs beside another: {_said(plan)}")
        trial.connect(device, plan)
        tab = trial.alive(device)
        running.append((device, tab, trial.begin(device, tab, "sync")))
    for device, tab, future in running:
        trial.over(device, tab, "sync", settled(future, f"{device.name}.{tab}"))
        trial.disconnect(device)


def sync_in_background(trial: Trial) -> None:
    """The service worker sends while the page may do so too."""
    device, plan = somebody(trial), faults(trial, 2)
    trial.note(f"{device.name} syncs in the background: {_said(plan)}")
    trial.connect(device, plan)
    tabs = [trial.alive(device), trial.alive(device)]
    acts = ("background", "sync")
    running = [trial.begin(device, tab, act) for tab, act in zip(tabs, acts, strict=True)]
    for tab, act, future in zip(tabs, acts, running, strict=True):
        trial.over(device, tab, act, settled(future, f"{device.name}.{tab}"))
    trial.disconnect(device)


def second_tab(trial: Trial) -> None:
    device = somebody(trial)
    if len(device.tabs) < 3:
        trial.note(f"{device.name} opens one more tab")
        trial.open(device, lethal(trial))


def kill(trial: Trial) -> None:
    device = somebody(trial)
    tab = trial.alive(device)
    trial.note(f"{device.name} loses a tab")
    trial.phones.tell("kill", device.name, tab=tab)
    trial.died(device, tab)
    trial.alive(device)


def battery(trial: Trial) -> None:
    """All tabs go, and what was written but not flushed goes with them."""
    device = somebody(trial)
    lost = trial.phones.tell("power", device.name).value
    trial.note(f"{device.name} loses its power, and {lost} transactions")
    device.tabs.clear()
    trial.alive(device)


def wrong_clock(trial: Trial) -> None:
    device = somebody(trial)
    years = trial.chance.choice([-10, -1, 0, 1, 10])
    trial.note(f"{device.name} is {years} years off")
    trial.phones.tell("clock", device.name, ms=years * YEAR)


def wait(trial: Trial) -> None:
    """Back-off waits end, and what the server had not looked at yet is asked after again."""
    device = somebody(trial)
    trial.note(f"{device.name} waits")
    trial.connect(device, faults(trial, 2))
    trial.phones.tell("pass", device.name, ms=trial.chance.choice([2_000, LONGER_THAN_PATIENCE, 700_000]))
    trial.act(device, "sync")
    trial.disconnect(device)


def sign_out_and_in(trial: Trial) -> None:
    """Without a network, with whatever is unsent; on wang's phone somebody else may come between."""
    device = somebody(trial)
    person = device.person
    if person is None:
        return
    trial.note(f"{device.name}: {person} signs out")
    reply = trial.act(device, "signOut", die=lethal(trial))
    if reply is not None:
        device.person = None
    trial.alive(device)
    guest = "zhao" if device.name == "C" and trial.chance.random() < 0.6 else person
    trial.connect(device, faults(trial, 1))
    for one in (guest, person):
        if one not in trial.shut_out and trial.sign_in(device, one):
            trial.note(f"{device.name}: {one} signs in")
            break
    trial.disconnect(device)


def restart_server(trial: Trial) -> None:
    """In the middle of somebody's sync."""
    device = somebody(trial)
    trial.note(f"the server is killed while {device.name} syncs")
    trial.connect(device, [Fault("delay", trial.chance.randrange(1, 20))])
    tab = trial.alive(device)
    running = trial.begin(device, tab, "sync")
    trial.station.restart()
    trial.over(device, tab, "sync", settled(running, f"{device.name}.{tab}"))
    trial.disconnect(device)


def change_scope(trial: Trial) -> None:
    """A patroller gets the other grid too, or instead of their own."""
    person, grid = trial.chance.choice(["li", "wang", "zhao"]), trial.chance.choice(["1", "2"])
    keep = trial.chance.random() < 0.5
    had = trial.grids[person]
    if had == (grid,) or (keep and grid in had):
        return
    trial.grids[person] = tuple(sorted({*had, grid})) if keep else (grid,)
    trial.scopes_changed = True
    trial.note(f"{person} now works in {' and '.join(trial.grids[person])}")
    trial.station.move(trial.here.login(person), "patroller", trial.here.grid(grid), keep=keep)


def shut_out(trial: Trial) -> None:
    """Somebody's account is closed, or opened again; their phones hear of it at the next sync."""
    person = trial.chance.choice(["wang", "zhao"])
    closed = person not in trial.shut_out
    trial.note(f"{person} is {'shut out' if closed else 'let in again'}")
    trial.station.shut_out(trial.here.login(person), closed)
    if closed:
        for device in trial.devices.values():
            if device.person == person:
                _sync(trial, device, [], connected=False)
    (trial.shut_out.add if closed else trial.shut_out.discard)(person)
    for device in trial.devices.values():
        if not closed and device.person == person:
            trial.connect(device)
            trial.sign_in(device, person)
            trial.disconnect(device)


def late(trial: Trial) -> None:
    if count := trial.station.faults.late():
        trial.note(f"{count} requests arrive once more")


def _sync(trial: Trial, device: Device, plan: list[Fault], connected: bool) -> None:
    trial.note(f"{device.name} syncs: {_said(plan)}")
    trial.connect(device, plan)
    trial.act(device, "sync")
    # A network that stays lets every later save go out by itself.
    if not connected:
        trial.disconnect(device)


def _said(plan: list[Fault]) -> str:
    return ", ".join(map(str, plan)) or "well"
