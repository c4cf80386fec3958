"""What people do on their phones."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from tests.phone.choice import lethal, somebody
from tests.phone.trial import OWNERS, Device, Trial


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
