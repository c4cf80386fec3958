"""Reading JSON without forgiving anything, and finding what no database can keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from sync.canonical import plain_float
from sync.errors import DuplicateKey, NotJson, TooDeep
from sync.protocol import MAX_DEPTH, MAX_INTEGER, Json

_HUGE = 2**53
"""What an integer too long for Python is read as: beyond the limit, so that it is found again."""
_SECOND_LOOK = (b"\\u0000", b"\\ud", b"\\uD", *(bytes((lead,)) for lead in range(0xF0, 0xF5)))
"""NUL and surrogates can only come as escapes; letters beyond the BMP sort differently in UTF-16."""


@dataclass(slots=True)
class _Seen:
    odd: bool = False

    def integer(self, text: str) -> int:
        if len(text) < 16:
            return int(text)
        self.odd = True
        return int(text) if len(text) < 4_000 else (-_HUGE if text[0] == "-" else _HUGE)

    def fraction(self, text: str) -> float:
        number = float(text)
        if not plain_float(number):
            self.odd = True
        return number

    def constant(self, text: str) -> float:
        self.odd = True
        return float(text)


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKey
    return found


def read_json(body: bytes) -> tuple[Json, bool]:
    """The value, and whether it is plain: nothing in it needs `faults`, and `is_plain` holds for it.

    NaN and infinities pass (as Python writes them, or as 1e999): they spoil the mutation they stand in, not
    the request. The same holds for integers beyond ±(2^53−1), NUL and lone surrogates.
    """
    if body.startswith(b"\xef\xbb\xbf"):
        raise NotJson("The text begins with a byte order mark.")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise NotJson("The text is not UTF-8.") from None
    seen = _Seen()
    decoder = json.JSONDecoder(
        object_pairs_hook=_unique,
        parse_int=seen.integer,
        parse_float=seen.fraction,
        parse_constant=seen.constant,
    )
    try:
        value = decoder.decode(text)
    except RecursionError:
        raise TooDeep from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    if _deeper_than(value, MAX_DEPTH):
        raise TooDeep(f"At most {MAX_DEPTH} levels.")
    odd = seen.odd or any(mark in body for mark in _SECOND_LOOK)
    return value, not odd


def _deeper_than(value: Json, levels: int) -> bool:
    """An empty list or object is one level, like a full one."""
    here = [value] if type(value) is dict or type(value) is list else []
    while here:
        if not levels:
            return True
        levels -= 1
        here = [
            item
            for container in here
            for item in (container.values() if type(container) is dict else container)
            if type(item) is dict or type(item) is list
        ]
    return False


def fault(value: Json) -> str | None:
    """What in this value, at any depth, cannot be kept; None when all is well."""
    for item in _leaves(value):
        kind = type(item)
        if kind is str:
            if "\0" in item:
                return "This holds a character (NUL) that cannot be kept."
            if not item.isascii() and _has_surrogate(item):
                return "This holds half a character."
        elif kind is int:
            if not -MAX_INTEGER <= item <= MAX_INTEGER:
                return "This number is too large to be exact."
        elif kind is float and not isfinite(item):
            return "This is not a number that can be kept."
    return None


def _leaves(value: Json) -> Iterator[Json]:
    """Every name and every plain value in it."""
    todo = [value]
    while todo:
        item = todo.pop()
        if type(item) is dict:
            yield from item
            todo.extend(item.values())
        elif type(item) is list:
            todo.extend(item)
        else:
            yield item


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def keepable(value: Json) -> str:
    """The value as ASCII JSON text for a database: NaN and infinities become strings."""
    try:
        return _ascii(value)
    except ValueError:
        return _ascii(_without_nan(value))


_ascii = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _without_nan(value: Json) -> Json:
    if type(value) is dict:
        return {key: _without_nan(item) for key, item in value.items()}
    if type(value) is list:
        return [_without_nan(item) for item in value]
    return str(value) if type(value) is float and not isfinite(value) else value
