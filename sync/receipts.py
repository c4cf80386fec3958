"""What the server answers, what it keeps of it, and what stands in the author's stream because of it."""

from __future__ import annotations

from sync.ids import derived_id
from sync.protocol import (
    ATTENTION,
    SYSTEM,
    Actor,
    Assignment,
    Conflict,
    Json,
    Mutation,
    Receipt,
    Record,
    Stamp,
    person_stream,
)
from sync.store import Kept, Refusal, StoredReceipt
from sync.strict import keepable

WORDS = {
    "internal": "Something went wrong at the station. It will be tried again by itself.",
    "parent_missing": "What this belongs to has not arrived yet, or is no longer in your area.",
    "waits": "This waits for an earlier change of the same record.",
    "invalid": "Something in it cannot be kept as it is. Please correct it and send it again.",
    "mutation_reused": "This was sent under a name that another change already has.",
    "erased": "This was erased for good at a resident's request.",
    "unknown_collection": "The station does not know this kind of record.",
    "collection_mismatch": "There is another kind of record under this name.",
    "root_mismatch": "This belongs to something else.",
    "scope_changed": "Your duties have changed since. What you wrote is kept for you and your leader.",
}
NOT_YOURS = "This is set by the station, not by a phone."


def refusal(code: str, **errors: str) -> Refusal:
    return Refusal(code, WORDS[code], {field: [words] for field, words in errors.items()})


def retry(mutation: str | None, code: str) -> Receipt:
    return Receipt(mutation, "retry", code=code, detail=WORDS[code])


def stored(actor: Actor, body_hash: bytes, receipt: Receipt, record: str, collection: str) -> StoredReceipt:
    """What is kept of a receipt for good: never a value."""
    return StoredReceipt(
        actor.person,
        receipt.mutation or "",
        body_hash,
        actor.device,
        receipt.outcome,
        receipt.version,
        collection,
        record,
        receipt.late_scope,
        receipt.code,
        receipt.detail,
        receipt.errors,
        [conflict.field for conflict in receipt.conflicts],
    )


def again(first: StoredReceipt, mutation: Mutation | None, record: Record | None, voided: bool) -> Receipt:
    """The first outcome once more. ``record`` is None where the asker may not see it now."""
    conflicts = []
    for field in first.fields:
        yours = mutation.fields.get(field) if mutation else None
        if record is None:
            conflicts.append(Conflict(field, yours, None, None, None))
        else:
            by = record.stamps.get(field) or record.stamps[""]
            conflicts.append(Conflict(field, yours, record.fields.get(field), by.author, by.at))
    return Receipt(
        first.mutation,
        first.outcome,
        first.version,
        True,
        voided,
        first.late_scope,
        first.code,
        first.detail,
        first.errors,
        conflicts,
    )


def attention_id(key: bytes, person: str, mutation: str) -> str:
    """Under which id a mutation's conflict or refusal stands in its author's stream."""
    return derived_id(key, ATTENTION, person, mutation)


def attention(
    id_: str,
    person: str,
    mutation: str,
    raw: Json,
    receipt: Receipt,
    epoch: str,
    now: str,
) -> Record:
    """The record by which every phone of the author shows what needs them."""
    fields: dict[str, Json] = {
        "person": person,
        "kind": "conflict" if receipt.outcome == "conflict" else "refused",
        "mutation": mutation,
    }
    for name, key in (("of_collection", "collection"), ("of_record", "record"), ("of_root", "root")):
        if type(raw) is dict and type(raw.get(key)) is str and raw[key].isascii() and len(raw[key]) <= 100:
            fields[name] = raw[key].replace("\0", "")
    if receipt.code is not None:
        fields["code"] = receipt.code
    if receipt.detail is not None:
        fields["detail"] = receipt.detail
    if receipt.errors:
        fields["errors"] = {name: list(words) for name, words in receipt.errors.items()}
    if receipt.conflicts:
        fields["conflicts"] = [
            {"field": c.field, "yours": c.yours, "theirs": c.theirs, "author": c.author, "at": c.at}
            for c in receipt.conflicts
        ]
    fields |= {"author": SYSTEM, "made_at": now, "received_at": now}
    stamp = Stamp(epoch, 1, SYSTEM, mutation, SYSTEM, "", now)
    streams = frozenset({person_stream(person)})
    return Record(id_, ATTENTION, id_, 1, fields, {"": stamp}, SYSTEM, "", streams)


def kept(person: str, mutation: str, raw: Json, code: str | None, assignment: Assignment | None) -> Kept:
    return Kept(person, mutation, keepable(raw), code, assignment.area if assignment else None)
