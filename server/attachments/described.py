"""The record of an attachment, as far as its bytes are concerned."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from server.records.models import record


@dataclass(frozen=True, slots=True)
class Attachment:
    """``person`` made it, ``streams`` are the keys of where it stands, ``blob`` is the hash it came with."""

    id: str
    person: str
    streams: frozenset[str]
    root: str
    blob: str
    kind: str
    filename: str
    void: bool
    refused_code: str | None


def attachment(connection: Connection, record_id: str) -> Attachment | None:
    """The attachment with this id, whoever asks."""
    row = connection.execute(
        select(record).where(record.c.id == record_id, record.c.collection == "attachments")
    ).first()
    if row is None:
        return None
    fields = orjson.loads(row.fields)
    return Attachment(
        id=row.id,
        person=row.person,
        streams=frozenset(row.streams.split()),
        root=row.root,
        blob=fields["blob"],
        kind=fields.get("kind") or "document",
        filename=fields.get("filename") or "",
        void=bool(fields.get("void")),
        refused_code=fields.get("refused_code"),
    )
