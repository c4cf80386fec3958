"""Rows of the database as the protocol's records and receipts, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.records.text import dumps, loads, short
from sync.protocol import Record, Stamp
from sync.store import StoredReceipt

RECORD_COLUMNS = (
    "id", "collection", "root", "version", "author", "person", "fields", "stamps", "streams",
)  # fmt: skip
RECEIPT_COLUMNS = (
    "person", "mutation", "body_hash", "device", "outcome", "version", "collection", "record",
    "late_scope", "more",
)  # fmt: skip

Row = Sequence[Any]


def fields_and_stamps(record: Record) -> tuple[str, str]:
    """Both as JSON text; stamps are ``{field: [epoch, version, device, mutation, author, person, at]}``."""
    stamps = {
        field: (s.epoch, s.version, s.device, s.mutation, s.author, s.person, s.at)
        for field, s in record.stamps.items()
    }
    return dumps(record.fields), dumps(stamps)


def streams_text(streams: Iterable[str]) -> str:
    return " ".join(sorted(streams))


def grid_of(streams: Iterable[str]) -> str | None:
    """The one grid among these streams; None for what stands in several, or in none."""
    grids = [key.removeprefix("grid:") for key in streams if key.startswith("grid:")]
    return grids[0] if len(grids) == 1 else None


def record_row(record: Record, streams: frozenset[str]) -> Row:
    fields, stamps = fields_and_stamps(record)
    return (
        record.id,
        record.collection,
        record.root,
        record.version,
        record.author,
        record.person,
        fields,
        stamps,
        streams_text(streams),
        grid_of(streams),
    )


def record_of(row: Row) -> Record:
    ident, collection, root, version, author, person, fields, stamps, streams = row
    return Record(
        id=ident,
        collection=collection,
        root=root,
        version=version,
        fields=loads(fields),
        stamps={field: Stamp(*parts) for field, parts in loads(stamps).items()},
        author=author,
        person=person,
        streams=frozenset(streams.split()),
    )


def receipt_row(stored: StoredReceipt) -> Row:
    return (
        stored.person,
        stored.mutation,
        stored.body_hash,
        stored.device,
        stored.outcome,
        stored.version,
        short(stored.collection, 40),
        short(stored.record, 36),
        stored.late_scope,
        None if stored.outcome == "applied" else dumps(_more(stored)),
    )


def receipt_of(row: Row) -> StoredReceipt:
    person, mutation, body_hash, device, outcome, version, collection, record, late_scope, more = row
    told: Mapping[str, Any] = loads(more) if more else {}
    return StoredReceipt(
        person=person,
        mutation=mutation,
        body_hash=bytes(body_hash),
        device=device,
        outcome=outcome,
        version=version,
        collection=collection,
        record=record,
        late_scope=bool(late_scope),
        code=told.get("code"),
        detail=told.get("detail"),
        errors=told.get("errors", {}),
        fields=tuple(told.get("fields", ())),
    )


def _more(stored: StoredReceipt) -> dict[str, Any]:
    return {
        "code": stored.code,
        "detail": stored.detail,
        "errors": {field: list(words) for field, words in stored.errors.items()},
        "fields": list(stored.fields),
    }
