"""What may happen in a schedule, each with how often it does."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from typing import Any

from tests.live.faults import KINDS, Fault
from tests.phone.phones import settled
from tests.phone.trial import LONGER_THAN_PATIENCE, OWNERS, YEAR, Device, Trial

Step = Callable[[Trial], None]


def faults(trial: Trial, most: int = 3) -> list[Fault]:
    """What becomes of the next requests: often nothing, and never one thing for long."""
    chance = trial.chance
    plan = []
    for _ in range(chance.randrange(most + 1)):
        kind = chance.choice(KINDS) if chance.random() < 0.8 else "pass"
        size = chance.randrange(4_000) if kind.startswith("cut") else 0
        plan.append(Fault(kind, chance.randrange(1, 30) if kind == "delay" else size))
    return plan


def somebody(trial: Trial) -> Device:
    """A phone somebody works on. Who has none is signed in again, which needs a network."""
    device = trial.devices[trial.chance.choice(sorted(trial.devices))]
    if device.person is None or device.person in trial.shut_out:
        return trial.devices["E"]
    return device


def lethal(trial: Trial) -> int | None:
    """Now and then the tab dies at something that it waits for."""
    return trial.chance.randrange(1, 14) if trial.chance.random() < 0.12 else None


def pick(trial: Trial) -> int:
    return trial.chance.randrange(1_000)


def enter(trial: Trial, what: str, act: str, *given: Any, device: Device | None = None) -> Any:
    """Does it on some phone; what came of it, None if the phone died or there was nothing to do it to."""
    device = device or somebody(trial)
    die = lethal(trial)
    trial.note(f"{device.name} {what}" + (f", and dies after {die}" if die else ""))
    reply = trial.act(device, act, *given, die=die)
    return reply.value if reply else None


def area_of(trial: Trial, device: Device) -> str:
    grid = trial.chance.choice(trial.grids[device.person or OWNERS[device.name]])
    return trial.here.grid(grid)


def open_case(trial: Trial) -> None:
    device, word = somebody(trial), trial.word()
    fields = {"area": area_of(trial, device), "text": word, "tags": {"add": [trial.word()]}}
    if made := enter(
        trial, f"opens case {word}", "save", [{"collection": "cases", "fields": fields}], device=device
    ):
        trial.cases += made


def case_and_entry(trial: Trial) -> None:
    """Two records in one transaction, the second under the first."""
    device = somebody(trial)
    case = _id(trial)
    drafts = [
        {"collection": "cases", "id": case, "fields": {"area": area_of(trial, device), "text": trial.word()}},
        {"collection": "entries", "root": case, "fields": {"kind": "note", "text": trial.word()}},
    ]
    if made := enter(trial, "opens a case with a note", "save", drafts, device=device):
        trial.cases.append(made[0])
        trial.entries.append(made[1])


def write_entry(trial: Trial) -> None:
    word = trial.word()
    given = ("entries", "cases", trial.cases, pick(trial), {"kind": "note", "text": word})
    if made := enter(trial, f"notes {word}", "add", *given):
        trial.entries.append(made["id"])


def edit_entry(trial: Trial) -> None:
    enter(trial, "edits a note", "change", "entries", trial.entries, pick(trial), {"text": trial.word()})


def answer_case(trial: Trial) -> None:
    word = trial.word()
    fields = {
        "kind": "answer",
        "text": word,
        "answer_channel": "phone",
        "answered_at": "2026-11-22T09:00:00+08:00",
    }
    if made := enter(trial, f"answers {word}", "add", "entries", "cases", trial.cases, pick(trial), fields):
        trial.entries.append(made["id"])


def add_party(trial: Trial) -> None:
    word = trial.word()
    given = ("parties", "cases", trial.cases, pick(trial), {"name": word, "side": "party_a"})
    enter(trial, f"names {word}", "add", *given)


def edit_case(trial: Trial) -> None:
    field = trial.chance.choice(["text", "address"])
    enter(trial, f"sets {field}", "change", "cases", trial.cases, pick(trial), {field: trial.word()})


def tag_case(trial: Trial) -> None:
    fields = {
        "tags": {"add": [trial.word()], "remove": [f"w{trial.here.number}x{trial.chance.randrange(40)}z"]}
    }
    enter(trial, "tags", "change", "cases", trial.cases, pick(trial), fields)


def same_field_on_two(trial: Trial) -> None:
    """Without a network on either, so that one of them comes late."""
    if not trial.cases:
        return
    case = trial.chance.choice(trial.cases)
    first, second = trial.chance.sample(sorted(trial.devices), 2)
    for name in (first, second):
        device = trial.devices[name]
        trial.disconnect(device)
        if device.person and device.person not in trial.shut_out:
            fields = {"text": trial.word()}
            enter(trial, "sets text of the same case", "change", "cases", [case], 0, fields, device=device)


def take_back(trial: Trial) -> None:
    collection, among = trial.chance.choice([("cases", trial.cases), ("entries", trial.entries)])
    if not among:
        return
    device, record, die = somebody(trial), trial.chance.choice(among), lethal(trial)
    trial.note(f"{device.name} takes back {record}" + (f", and dies after {die}" if die else ""))
    reply = trial.act(device, "undo", collection, [record], 0, die=die)
    if reply is None:
        trial.given_up.add(record)
    else:
        trial.taken_back |= set(reply.value or ())


def move_case(trial: Trial) -> None:
    grid = trial.chance.choice(["1", "2"])
    fields = {"area": trial.here.grid(grid)}
    given = ("change", "cases", trial.cases, pick(trial), fields)
    enter(trial, f"moves a case to grid {grid}", *given, device=_leader(trial))


def patrol(trial: Trial) -> None:
    """A round with a check in it, in one transaction."""
    device = somebody(trial)
    area, round_ = area_of(trial, device), _id(trial)
    grid = "1" if area == trial.here.grid("1") else "2"
    place = trial.chance.choice(trial.here.places(grid))
    begun = {"area": area, "kind": "instant", "reason": trial.word()}
    checked = {"place": place, "result": "fine", "text": trial.word()}
    drafts = [
        {"collection": "patrols", "id": round_, "fields": begun},
        {"collection": "inspections", "root": round_, "fields": checked},
    ]
    if made := enter(trial, "begins a round", "save", drafts, device=device):
        trial.patrols.append(made[0])


def inspect(trial: Trial) -> None:
    place = trial.chance.choice([*trial.here.places("1"), *trial.here.places("2")])
    fields = {"place": place, "result": trial.chance.choice(["fine", "fixed"]), "text": trial.word()}
    enter(trial, "inspects", "add", "inspections", "patrols", trial.patrols, pick(trial), fields)


def take_photo(trial: Trial) -> None:
    word = trial.word()
    picture = png(word)
    if trial.chance.random() < 0.3 and trial.photos:
        picture = png("the same picture again")
    given = ("cases", trial.cases, pick(trial), base64.b64encode(picture).decode(), f"{word}.png")
    if made := enter(trial, f"takes photo {word}", "photo", *given):
        trial.photos[made["id"]] = made["sha256"]


def settle(trial: Trial) -> None:
    how = trial.chance.choice(["theirs", "mine", "dismissed"])
    enter(trial, f"settles: {how}", "settle", pick(trial), how)


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


def _leader(trial: Trial) -> Device:
    return trial.devices["E"]


def _id(trial: Trial) -> str:
    """A record's id as a form makes it before it is saved."""
    digits = f"{trial.chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def png(text: str) -> bytes:
    """A picture of four dots that nobody else has."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colours = zlib.crc32(text.encode()).to_bytes(4, "big")
    rows = b"".join(b"\0" + colours[:3] + bytes([row, colours[3], 7]) for row in range(2))
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


OFTEN: dict[Step, int] = {
    open_case: 12, case_and_entry: 4, write_entry: 10, edit_entry: 4, answer_case: 2, add_party: 2,
    edit_case: 8, tag_case: 4, same_field_on_two: 6, take_back: 5, move_case: 4, patrol: 3, inspect: 3,
    take_photo: 7, settle: 4, sync: 26, sync_to_death: 8, sync_two: 6, sync_in_background: 3, second_tab: 3,
    kill: 2, battery: 3, wrong_clock: 2, wait: 2, sign_out_and_in: 4, change_scope: 2, shut_out: 1, late: 3,
}  # fmt: skip
