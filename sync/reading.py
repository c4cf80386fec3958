"""One raw mutation, read strictly: whatever is wrong with it spoils only itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter

from sync.protocol import MAX_INTEGER, Json, Mutation
from sync.strict import fault
from sync.value import value

KEYS = ("id", "collection", "record", "root", "base", "epoch", "fields", "at", "as", "scope", "schema")
_all_keys = itemgetter(*KEYS)
_is_id = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}").fullmatch
_is_uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_is_time = re.compile(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
).fullmatch


@value
class Read:
    """What came of one raw mutation: `mutation`, or `errors`. ``id`` is None where it was unreadable."""

    id: str | None
    mutation: Mutation | None
    errors: Mapping[str, Sequence[str]]


def is_new_id(text: Json) -> bool:
    """A UUIDv7 in canonical lower case: what mutations and new records are named by."""
    return type(text) is str and _is_id(text) is not None


def is_time(text: Json) -> bool:
    """RFC 3339: a real offset, day and hour that can also be told in UTC (year 1 east of it cannot)."""
    if type(text) is not str or _is_time(text) is None:
        return False
    try:
        told = datetime.fromisoformat(text)
        if not 1 < told.year < 9999:
            told.astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def read_mutation(raw: Json, plain: bool) -> Read:
    """``plain``: the request's reader saw nothing in it that a database could not keep (`read_json`)."""
    if type(raw) is dict and len(raw) == len(KEYS):
        try:
            given = _all_keys(raw)
        except KeyError:
            return _faulty(raw)
        id_, collection, record, root, base, epoch, fields, at, as_, scope, schema = given
        if (
            type(id_) is type(record) is type(root) is type(as_) is type(collection) is str
            and type(base) is type(scope) is type(schema) is int
            and type(fields) is dict
            and (epoch is None or type(epoch) is str)
            and _is_id(id_)
            and _is_uuid(record)
            and (root == record or _is_uuid(root))
            and _is_uuid(as_)
            and 0 <= base <= MAX_INTEGER
            and 0 <= scope <= MAX_INTEGER
            and 0 < schema <= MAX_INTEGER
            and is_time(at)
            and (plain or fault(raw) is None)
        ):
            mutation = Mutation(id_, collection, record, root, base, epoch, fields, at, as_, scope, schema)
            return Read(id_, mutation, {})
    return _faulty(raw)


def _count(least: int) -> Callable[[Json], str | None]:
    def wrong(given: Json) -> str | None:
        fine = type(given) is int and least <= given <= MAX_INTEGER
        return None if fine else f"This must be a whole number from {least}."

    return wrong


def _uuid(given: Json) -> str | None:
    fine = type(given) is str and _is_uuid(given) is not None
    return None if fine else "This must be a UUID in lower case."


_WRONG: dict[str, Callable[[Json], str | None]] = {
    "id": lambda given: None if is_new_id(given) else "This must be a UUIDv7 in lower case.",
    "collection": lambda given: None if type(given) is str else "This must be text.",
    "record": _uuid,
    "root": _uuid,
    "base": _count(0),
    "epoch": lambda given: None if given is None or type(given) is str else "This must be text or null.",
    "fields": lambda given: None if type(given) is dict else "This must be an object.",
    "at": lambda given: None if is_time(given) else "This must be a real time with its offset.",
    "as": _uuid,
    "scope": _count(0),
    "schema": _count(1),
}


def _faulty(raw: Json) -> Read:
    """The same checks one by one, for the words. Errors in a field are told under the field's name."""
    if type(raw) is not dict:
        return Read(None, None, {"mutation": ["This must be an object."]})
    errors: dict[str, list[str]] = {}
    for key in KEYS:
        wrong = _WRONG[key](raw[key]) if key in raw else "This is missing."
        if wrong:
            errors[key] = [wrong]
    for key in raw:
        if key not in _WRONG:
            errors[_printable(key)] = ["This means nothing here."]
        elif key not in errors and key != "fields" and (found := fault(raw[key])):
            errors[key] = [found]
    if "fields" in raw and "fields" not in errors:
        for name, given in raw["fields"].items():
            if found := fault({name: given}):
                errors[_printable(name)] = [found]
    id_ = raw.get("id")
    return Read(id_ if is_new_id(id_) else None, None, errors)


def _printable(name: str) -> str:
    """A name that may itself be what is wrong, made fit to be written."""
    return name.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")[:100]
