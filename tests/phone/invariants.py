"""What must be true when it is quiet again. Each function gives what is wrong, in words."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.phone.stored import Stored, read_stored
from tests.phone.trial import Trial

Look = Mapping[str, Any]
KEPT_FOR_LATER = {"parent_missing", "waits"}
"""Why work may stay in an outbox: what it belongs to is not there, or not for its author to see."""
REFUSALS = {"not_allowed", "case_closed", "assignee_unknown", "scope_changed"}


def check(trial: Trial) -> list[str]:
    """Everything that is wrong."""
    looks = {name: trial.phones.tell("look", name).value for name in trial.devices}
    with trial.station.reading() as connection:
        stored = read_stored(connection, [trial.here.login(person) for person in trial.grids])
    found: list[str] = []
    for name, look in looks.items():
        person = stored.people[trial.here.login(trial.devices[name].person or "")]
        mine = look["databases"].get(f"gridwalk-{person}", {})
        found += [f"{name}: {one}" for one in _app(look)]
        found += [f"{name}: {one}" for one in _replica(stored, person, mine)]
        found += [f"{name}: {one}" for one in (*_left(mine), *_healed(mine))]
        found += [f"{name}: {one}" for one in _others(look, person, trial.held)]
    made = _made(looks, found)
    found += _audiences(stored)
    found += _receipts(trial, stored, made, looks)
    found += _values(trial, stored, made, looks)
    found += _effects(stored)
    found += _photos(trial, stored, looks)
    return found


def _app(look: Look) -> Iterator[str]:
    yield from (f"the app complains: {one}" for one in look["complaints"])
    yield from (f"mutation {one} was not what it had been" for one in look["changed"])


def _replica(stored: Stored, person: str, mine: Look) -> Iterator[str]:
    """The phone equals the server in its audience: nothing is missing, nothing there that may not be."""
    held = {row["id"]: row for row in mine.get("records", [])}
    readable = stored.readable(person)
    for record in held.keys() - readable.keys():
        yield f"holds {held[record]['collection']} {record}, which is not this person's to see"
    for record in readable.keys() - held.keys():
        yield f"lacks {stored.records[record].collection} {record}"
    for record in readable.keys() & held.keys():
        row, there = held[record], stored.records[record]
        if (row["version"], row["fields"], row["root"]) != (there.version, there.fields, there.root):
            yield f"holds {record} as {row['version']} {row['fields']}, not {there.version} {there.fields}"
        if set(row["streams"]) != readable[record]:
            yield f"holds {record} from {row['streams']}, not {readable[record]}"


def _healed(mine: Look) -> Iterator[str]:
    """The phone checks itself against the server, and reads afresh what differs. It has never had to."""
    for row in mine.get("meta", []):
        if row["key"] == "replica" and row["value"].get("afresh"):
            yield f"had to read afresh: {row['value']['afresh']}"


def _left(mine: Look) -> Iterator[str]:
    for row in mine.get("outbox", []):
        if row.get("retryCode") not in KEPT_FOR_LATER:
            yield f"{row['id']} is still in the outbox: {row.get('retryCode')}"
    waiting = {row["record"] for row in mine.get("outbox", [])}
    for row in mine.get("uploads", []):
        unwanted = row.get("code") in UNWANTED or (row["state"] == "refused" and row.get("code") in REFUSALS)
        if row["state"] != "stored" and row["record"] not in waiting and not unwanted:
            yield f"photo {row['record']} is {row['state']}: {row.get('code')}"


UNWANTED = {"attachment_voided", "no_attachment", "not_found"}
"""Why bytes may stay behind: their record was taken back, or its author may not see it any more."""


def _others(look: Look, person: str, held: set[str]) -> Iterator[str]:
    """Whoever has signed out leaves nothing that could be read."""
    home = look["databases"].get("gridwalk", {})
    for name in look["databases"]:
        if name not in ("gridwalk", f"gridwalk-{person}"):
            yield f"{name} is still on the phone"
    for row in home.get("sealed", []):
        if row.get("waiting") and not held:
            yield f"work of {row['person']} is still sealed: {row.get('waiting')}"


def _made(looks: Mapping[str, Look], found: list[str]) -> dict[str, dict[str, Any]]:
    """Every mutation that was ever durable on a phone."""
    made: dict[str, dict[str, Any]] = {}
    twins: dict[str, str] = {}
    for look in looks.values():
        for mutation in look["made"]:
            made[mutation["id"]] = mutation
            same = json.dumps([mutation[key] for key in ("record", "collection", "fields", "at", "as")])
            if twins.setdefault(same, mutation["id"]) != mutation["id"]:
                found.append(f"{mutation['id']} says again what {twins[same]} says")
    return made


def _audiences(stored: Stored) -> Iterator[str]:
    """A case's and a round's records stand in the stream of the grid where they lie, and nowhere else."""
    for id_, record in stored.records.items():
        if record.collection not in ("cases", "entries", "parties", "patrols", "inspections", "attachments"):
            continue
        grid = f"grid:{stored.records[record.root].fields['area']}"
        if stored.stands_in[id_] != {grid}:
            yield f"{record.collection} {id_} stands in {stored.stands_in[id_]}, not {grid}"


def _receipts(
    trial: Trial, stored: Stored, made: Mapping[str, Any], looks: Mapping[str, Look]
) -> Iterator[str]:
    """Every mutation is answered for good exactly once, or waits, or was taken back; no others are."""
    answered = Counter(mutation for _, mutation in stored.receipts)
    waiting = set(_waiting(looks)) | trial.held
    refused = Counter(receipt.record for receipt in stored.receipts.values() if receipt.outcome == "refused")
    for id_, mutation in made.items():
        if answered[id_] > 1:
            yield f"{id_} was answered {answered[id_]} times"
        gone = id_ in trial.taken_back or mutation["record"] in trial.given_up or id_ in waiting
        if not answered[id_] and not gone and not _with_its_parent(mutation, trial):
            yield f"{id_} ({mutation['collection']} {mutation['fields']}) was never answered"
    for (_, mutation), receipt in stored.receipts.items():
        if mutation not in made:
            yield f"{mutation} was answered, and nobody ever saved it"
        # Work on what was refused when it was made is work on nothing.
        orphan = receipt.code == "invalid" and refused[made.get(mutation, {}).get("record", "")] > 1
        if receipt.outcome == "refused" and receipt.code not in REFUSALS and not orphan:
            yield f"{mutation} {made.get(mutation)} was refused: {receipt.why}"
        if receipt.code == "scope_changed" and not trial.scopes_changed:
            yield f"{mutation} was refused for a scope that never changed"
        notes = stored.attention[mutation]
        if (receipt.outcome == "applied") != (notes == 0) or notes > 1:
            yield f"{mutation} was {receipt.outcome}, with {notes} notes of it"


def _with_its_parent(mutation: Mapping[str, Any], trial: Trial) -> bool:
    """A photo goes with the record that it was taken for when that is taken back unsent."""
    return mutation["collection"] == "attachments" and mutation["fields"].get("parent") in trial.given_up


def _waiting(looks: Mapping[str, Look]) -> Iterator[str]:
    for look in looks.values():
        for database in look["databases"].values():
            yield from (row["id"] for row in database.get("outbox", []))


def _values(
    trial: Trial, stored: Stored, made: Mapping[str, Any], looks: Mapping[str, Look]
) -> Iterator[str]:
    """Every word that anybody entered is in its record, its history, or what was kept of a refusal."""
    waiting = set(_waiting(looks)) | trial.held
    for id_, mutation in made.items():
        answered = any(person for person, one in stored.receipts if one == id_)
        if not answered or id_ in waiting:
            continue
        there = stored.said_of(mutation["record"]) + stored.kept[id_]
        for word in _words(mutation["fields"], f"w{trial.here.number}x"):
            if word not in there:
                yield f"{word}, entered as {id_}, is nowhere"


def _words(value: Any, mark: str) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(mark):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name != "remove":
                yield from _words(part, mark)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part, mark)


def _effects(stored: Stored) -> Iterator[str]:
    """Nothing is counted, numbered or written twice."""
    entries: Counter[str] = Counter()
    numbers: dict[str, list[str]] = defaultdict(list)
    for id_, record in stored.records.items():
        if record.collection == "entries" and record.fields.get("void") is not True:
            entries[record.root] += 1
        if record.collection == "cases":
            numbers[record.fields["number"]].append(id_)
    yield from (f"number {one} was given to {cases}" for one, cases in numbers.items() if len(cases) > 1)
    for id_, record in stored.records.items():
        if record.collection == "cases" and record.fields.get("entry_count", 0) != entries[id_]:
            yield f"case {id_} counts {record.fields.get('entry_count')} of {entries[id_]} entries"


def _photos(trial: Trial, stored: Stored, looks: Mapping[str, Look]) -> Iterator[str]:
    """Every picture is at the server once, byte for byte; or its author may not send it there any more."""
    lost = {
        row["record"]
        for look in looks.values()
        for database in look["databases"].values()
        for row in database.get("uploads", [])
        if row.get("code") in UNWANTED
    }
    files = Counter(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(trial.station.server.data_dir / "blobs").rglob("*")
        if path.is_file()
    )
    for record, sha256 in trial.photos.items():
        there = stored.records.get(record)
        if there is None or there.fields.get("void") or record in lost:
            continue
        if there.fields.get("stored") is not True or stored.blobs.get(sha256) != "stored":
            yield f"photo {record} is not stored: {there.fields}, {stored.blobs.get(sha256)}"
        elif files[sha256] != 1:
            yield f"the bytes of photo {record} are there {files[sha256]} times"
