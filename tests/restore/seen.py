"""What is at the station after it came back, beside what people had entered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.client import Client
from tests.restore.phone import Phone


@dataclass
class Found:
    """The ids of what is not as it should be; all empty when nothing was lost and nothing doubled."""

    records: int = 0
    photos: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)


def look(phones: Sequence[Phone], reader: Phone, blobs: Path) -> Found:
    """`reader` is somebody's new phone who may read all of it; `blobs` is the station's store."""
    reader.device.sync()
    held = {id: (h.collection, h.version, h.fields) for id, h in reader.device.phone.records.items()}
    found = Found()
    texts: Counter[tuple[str, Any]] = Counter()
    for collection, _, fields in held.values():
        if collection in ("cases", "entries"):
            texts[collection, fields.get("text")] += 1
    for phone in phones:
        for record, entered in phone.entered.items():
            found.records += 1
            if record not in held:
                found.lost.append(record)
                continue
            collection, version, fields = held[record]
            if any(fields.get(name) != value for name, value in entered.items() if name != "collection"):
                found.changed.append(record)
            twice = texts[collection, entered.get("text")] > 1 if "text" in entered else False
            if twice or (collection == "entries" and version != 1):
                found.doubled.append(record)
            if collection == "cases" and fields.get("entry_count", 0) != _entries(phones, record):
                found.doubled.append(record)
            mine = phone.device.phone.records.get(record)
            if mine is None or dict(mine.fields) != fields:
                found.unlike.append(record)
        for record, blob in phone.photos.items():
            found.photos += 1
            if not _is_whole(blobs, blob) or not _is_shown(phone.client, record):
                found.unseen.append(record)
    return found


def _entries(phones: Sequence[Phone], case: str) -> int:
    return sum(
        phone.roots[record] == case
        for phone in phones
        for record, fields in phone.entered.items()
        if fields["collection"] == "entries"
    )


def _is_whole(blobs: Path, sha256: str) -> bool:
    path = blobs / sha256[:2] / sha256
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _is_shown(client: Client, record: str) -> bool:
    return client.request("GET", f"/api/attachments/{record}?size=view").status == 200


def describe(found: Found) -> str:
    """For a failing test: each list that is not empty, with its first ids."""
    lists = {name: value[:5] for name, value in vars(found).items() if isinstance(value, list) and value}
    return json.dumps(lists)
