"""The bytes: strict reading of a request, fast writing of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sync.errors import (
    NoProtocol,
    NotAnObject,
    TooLarge,
    TooManyMutations,
    UnknownKeys,
    Unprocessable,
    UpgradeRequired,
)
from sync.protocol import (
    MAX_BODY_BYTES,
    MAX_CHANGES,
    MAX_INTEGER,
    MAX_MUTATIONS,
    PROTOCOL,
    Answer,
    Json,
    Line,
    Receipt,
    Request,
)
from sync.strict import fault, read_json

_KEYS = frozenset(
    {"protocol", "epoch", "phone_time", "scope", "mutations", "cursors", "limit", "check", "mismatched"}
)
_MAX_NAME = 100
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def read_request(body: bytes) -> Request:
    """A request, or a `SyncError`. Its mutations stay raw: each is judged by itself later."""
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"At most {MAX_BODY_BYTES} bytes.")
    given, plain = read_json(body)
    if type(given) is not dict:
        raise NotAnObject
    protocol = given.get("protocol")
    if type(protocol) is not int:
        raise NoProtocol
    if protocol != PROTOCOL:
        raise UpgradeRequired(f"This station speaks protocol {PROTOCOL}.")
    if unknown := given.keys() - _KEYS:
        raise UnknownKeys(errors={_quoted(key): ["This means nothing here."] for key in sorted(unknown)})
    mutations = given.get("mutations", [])
    errors = dict(_wrong(given, mutations))
    if errors:
        raise Unprocessable(errors=errors)
    if len(mutations) > MAX_MUTATIONS:
        raise TooManyMutations(f"At most {MAX_MUTATIONS} mutations.")
    return Request(
        given.get("epoch"),
        given.get("phone_time"),
        given.get("scope"),
        mutations,
        given.get("cursors", {}),
        given.get("limit", MAX_CHANGES),
        plain,
        given.get("check", False),
        given.get("mismatched", {}),
    )


def _wrong(given: dict[str, Json], mutations: Json) -> Iterable[tuple[str, list[str]]]:
    """``phone_time`` may be any short text: a phone whose clock is wrong must still deliver."""
    for key in ("epoch", "phone_time"):
        text = given.get(key)
        if text is not None and not _short(text):
            yield key, ["This must be a short text or null."]
    scope = given.get("scope")
    if scope is not None and not _whole(scope, 0, MAX_INTEGER):
        yield "scope", ["This must be a whole number or null."]
    if type(mutations) is not list:
        yield "mutations", ["This must be a list."]
    cursors = given.get("cursors", {})
    if type(cursors) is not dict or not all(
        _short(name) and _whole(position, -MAX_INTEGER, MAX_INTEGER) for name, position in cursors.items()
    ):
        yield "cursors", ["This must be an object of whole numbers."]
    if not _whole(given.get("limit", MAX_CHANGES), 1, MAX_CHANGES):
        yield "limit", [f"This must be a whole number from 1 to {MAX_CHANGES}."]
    if type(given.get("check", False)) is not bool:
        yield "check", ["This must be true or false."]
    mismatched = given.get("mismatched", {})
    if type(mismatched) is not dict or not all(
        _short(name) and said in ("found", "stays") for name, said in mismatched.items()
    ):
        yield "mismatched", ["This must be an object of found and stays."]


def _whole(number: Json, least: int, most: int) -> bool:
    return type(number) is int and least <= number <= most


def _short(text: Json) -> bool:
    return type(text) is str and len(text) <= _MAX_NAME and fault(text) is None


def _quoted(key: str) -> str:
    return key[:_MAX_NAME].encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def write_answer(answer: Answer) -> bytes:
    """The answer as UTF-8 JSON. The records' fields are spliced in as they stand in the database."""
    parts = [
        f'{{"protocol":{PROTOCOL},"epoch":{_dumps(answer.epoch)},"server_time":{_dumps(answer.server_time)}',
        f',"backed_up":{_dumps(answer.backed_up)},"receipts":[',
        ",".join(map(_receipt, answer.receipts)),
        f'],"scope":{answer.scope}',
    ]
    if answer.streams is not None:
        parts.append(f',"streams":{_dumps(list(answer.streams))}')
    if answer.restarted:
        parts.append(f',"restarted":{_dumps(list(answer.restarted))}')
    parts += (
        ',"changes":[',
        ",".join(_changes(answer.lines)),
        f'],"cursors":{_dumps(dict(answer.cursors))},"more":{"true" if answer.more else "false"}',
        f',"digests":{_dumps(dict(answer.digests))}}}' if answer.digests else "}",
    )
    return "".join(parts).encode()


def _changes(lines: Sequence[Line]) -> Iterable[str]:
    """One change per record, with all the streams it stands in here; one more where it has left some."""
    if len({line.record for line in lines}) == len(lines):
        return [_change(line, f'"{line.stream}":{line.position}') for line in lines]
    places: dict[tuple[str, bool], str] = {}
    first: list[Line] = []
    for line in lines:
        key = (line.record, line.gone)
        place = f'"{line.stream}":{line.position}'
        if key in places:
            places[key] += "," + place
        else:
            places[key] = place
            first.append(line)
    return [_change(line, place) for line, place in zip(first, places.values(), strict=True)]


def _change(line: Line, places: str) -> str:
    head = f'{{"streams":{{{places}}},"collection":"{line.collection}","record":"{line.record}"'
    if line.gone:
        return head + ',"gone":true}'
    return f'{head},"root":"{line.root}","version":{line.version},"fields":{line.fields}}}'


def _receipt(receipt: Receipt) -> str:
    if receipt.outcome == "applied" and not (receipt.voided or receipt.late_scope):
        repeated = "true" if receipt.repeated else "false"
        return (
            f'{{"mutation":"{receipt.mutation}","outcome":"applied",'
            f'"version":{receipt.version},"repeated":{repeated}}}'
        )
    told: dict[str, Json] = {"mutation": receipt.mutation, "outcome": receipt.outcome}
    if receipt.version is not None:
        told["version"] = receipt.version
    told["repeated"] = receipt.repeated
    for name in ("voided", "late_scope"):
        if getattr(receipt, name):
            told[name] = True
    for name in ("code", "detail"):
        if getattr(receipt, name) is not None:
            told[name] = getattr(receipt, name)
    if receipt.errors:
        told["errors"] = receipt.errors
    if receipt.conflicts:
        told["conflicts"] = conflicts_json(receipt)
    return _dumps(told)


def conflicts_json(receipt: Receipt) -> list[dict[str, Json]]:
    """``[{field, yours, theirs, author, at}]``."""
    return [
        {"field": c.field, "yours": c.yours, "theirs": c.theirs, "author": c.author, "at": c.at}
        for c in receipt.conflicts
    ]
