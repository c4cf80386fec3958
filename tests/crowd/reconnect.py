"""A shift's work of many phones that come back to the network within a minute."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from server.records import registry
from tests.bench.cases import case_fields, mutation, push_body, uuid7
from tests.crowd.people import Member
from tests.crowd.times import spread
from tests.live.client import Client
from tests.live.uploads import UploadFailed, send_bytes
from tests.restore.pictures import unlike_any_other

CASES, EDITS = 12, 6
SCHEMAS = {name: int(one["schema"]) for name, one in registry.describe()["collections"].items()}
PATIENCE = 600
"""Seconds until a photo that nobody has looked at is called lost; no measure of speed."""


@dataclass
class Coming:
    """One phone's outbox: the request that carries all of it, and the bytes of its photos."""

    member: Member
    body: bytes
    entered: dict[str, dict[str, Any]]
    """What the station's records must say afterwards."""
    photos: dict[str, bytes]


@dataclass
class Came:
    """Seconds that phones waited: for the receipts of everything, and until the photos were there as well."""

    words: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    made: int = 0
    photos: int = 0
    lost: int = 0
    unseen: int = 0


def prepare(member: Member, mutations: int, photos: int, pixels: tuple[int, int]) -> Coming:
    """New cases, changes of them, notes on them, and photos of the first."""
    client = member.client()
    post = {"id": member.assignment}
    cases = [_of(client, post, "cases", case_fields(member.grid)) for _ in range(min(CASES, mutations))]
    made = list(cases)
    for number in range(mutations - len(made)):
        case = cases[number % len(cases)]["record"]
        if number < EDITS:
            made.append(_of(client, post, "cases", {"address": f"{number}栋"}, case))
        else:
            fields = {"kind": "note", "text": "上门看过,约好下午再来。"}
            made.append(_of(client, post, "entries", fields, root=case))
    bytes_of: dict[str, bytes] = {}
    for number in range(photos):
        content, case = unlike_any_other(uuid7(), *pixels), cases[number]["record"]
        described: dict[str, Any] = {
            "parent": case,
            "kind": "photo",
            "blob": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
        made.append(_of(client, post, "attachments", described, root=case))
        bytes_of[made[-1]["record"]] = content
    text = json.dumps(push_body(client, made, member.cursors), ensure_ascii=False)
    entered: dict[str, dict[str, Any]] = {}
    for one in made:
        entered.setdefault(one["record"], {}).update(one["fields"])
    return Coming(member, text.encode(), entered, bytes_of)


def come_back(phones: Sequence[Coming], seconds: float) -> Came:
    """All of them within so many seconds, each on a new connection; then a look at what has arrived."""
    came, lock = Came(), threading.Lock()
    spread([partial(_push, phone, came, lock) for phone in phones], seconds)
    _look(phones, came)
    return came


def _push(phone: Coming, came: Came, lock: threading.Lock, began: float) -> None:
    try:
        with phone.member.client() as client:
            outcomes = Counter(receipt["outcome"] for receipt in _send(client, phone.body)["receipts"])
        words = time.perf_counter() - began
        for record, content in phone.photos.items():
            send_bytes(phone.member.url, phone.member.token, record, content)
        whole = time.perf_counter() - began
    except (OSError, UploadFailed, ValueError, KeyError) as error:
        with lock:
            came.errors[f"{type(error).__name__}: {error}"] += 1
        return
    with lock:
        came.words.append(words)
        came.whole.append(whole)
        came.errors += Counter({what: many for what, many in outcomes.items() if what != "applied"})


def _send(client: Client, body: bytes) -> dict[str, Any]:
    answer = client.request("POST", "/api/sync", body, compress=True)
    if answer.status != 200:
        raise ValueError(f"{answer.status} {answer.body[:200].decode(errors='replace')}")
    found: dict[str, Any] = answer.json()
    return found


def _look(phones: Sequence[Coming], came: Came) -> None:
    """One phone of each grid reads what is there, until every photo has been looked at."""
    readers = {phone.member.grid: phone.member for phone in phones}
    deadline = time.monotonic() + PATIENCE
    while True:
        held: dict[str, dict[str, Any]] = {}
        for reader in readers.values():
            held |= _held(reader)
        made = {record: fields for phone in phones for record, fields in phone.entered.items()}
        photos = [record for phone in phones for record in phone.photos]
        came.made, came.photos = len(made), len(photos)
        came.lost = sum(not fields.items() <= held.get(record, {}).items() for record, fields in made.items())
        came.unseen = sum(not held.get(record, {}).get("stored") for record in photos)
        if not came.unseen or time.monotonic() > deadline:
            return
        time.sleep(1)


def _held(reader: Member) -> dict[str, dict[str, Any]]:
    """The fields of every record that a first sync brings."""
    found: dict[str, dict[str, Any]] = {}
    cursors: dict[str, int] = {}
    with reader.client() as client:
        while True:
            answer = client.request("POST", "/api/sync", push_body(client, [], cursors)).json()
            for change in answer["changes"]:
                found[change["record"]] = change["fields"]
            cursors |= answer["cursors"]
            if not answer["more"]:
                return found


def _of(
    client: Client,
    post: dict[str, Any],
    collection: str,
    fields: dict[str, Any],
    record: str = "",
    root: str = "",
) -> dict[str, Any]:
    """A mutation of a record of this root; a new one where none is named."""
    one = mutation(client, post, fields, SCHEMAS[collection])
    record = record or one["record"]
    return one | {"collection": collection, "record": record, "root": root or record}
