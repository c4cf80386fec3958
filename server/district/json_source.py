"""Reads JSON and can say where each value stands.

The text is parsed by the standard library, which is fast but remembers no positions. Only when a
fault has to be told is it walked through once more, slowly, to find the lines and columns.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cache
from typing import Any, NoReturn

from server.district.faults import DistrictFileRefused, Fault, Path, Position, spell
from server.district.source import Source

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

#: Deeper than any district file, and the depth at which requests are refused too.
DEEPEST = 32

_PLAIN = {
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": 'a name in "double quotes" is missing here',
    "Illegal trailing comma before end of object": "there is a comma too many",
    "Illegal trailing comma before end of array": "there is a comma too many",
    "Expecting ':' delimiter": "a colon is missing here",
    "Expecting ',' delimiter": "a comma is missing here, or a bracket is not closed",
    "Unterminated string starting at": "this text is never closed with a double quote",
    "Invalid control character at": "a line break or control character stands inside a text",
    "Extra data": "something follows after the end of the file's content",
}


class NoNumber:
    """Stands for what JSON writes where a number is expected but none can be kept: NaN, 10**5000."""


NO_NUMBER = NoNumber()


def read_json(name: str, raw: bytes) -> Source:
    """The document in `raw` (UTF-8, with or without the mark Windows puts in front).

    Text that is no JSON at all, is nested too deep or names one key twice is refused here.
    """
    text = _decode(name, raw)
    duplicates: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            duplicates.append("")
        return found

    try:
        document = json.loads(
            text, object_pairs_hook=pairs, parse_int=_integer, parse_constant=lambda _: NO_NUMBER
        )
    except json.JSONDecodeError as error:
        reason = next((plain for said, plain in _PLAIN.items() if error.msg.startswith(said)), error.msg)
        _refuse(name, Position(error.lineno, error.colno), reason)
    except RecursionError:
        _refuse(name, _too_deep(text), f"brackets are nested more than {DEEPEST} deep")

    places = cache(lambda: Places(text))

    def locate(path: Path, key: bool) -> tuple[Position, str]:
        return places().find(path, key), spell(path)

    source = Source(name, document, locate)
    if duplicates:
        for path in places().duplicates:
            source.fault(path, "this name stands twice in the same object", key=True)
        source.refuse_if_faulty()
    return source


def _refuse(name: str, position: Position, reason: str) -> NoReturn:
    raise DistrictFileRefused(name, [Fault(position, "", reason)])


def _decode(name: str, raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(name, Position(), "the file is UTF-16; save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        position = Position(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        _refuse(name, position, "this is not UTF-8; save the file as UTF-8")


def _integer(digits: str) -> int | NoNumber:
    return int(digits) if len(digits) <= 20 else NO_NUMBER


def _too_deep(text: str) -> Position:
    """Where the bracket one deeper than `DEEPEST` opens."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "{[") - (token[0] in "}]")
        if depth > DEEPEST:
            return _Lines(text).position(token.start())
    return Position()


class _Lines:
    def __init__(self, text: str) -> None:
        self.starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)


class Places:
    """The offset of every value and every key in a JSON text that is known to be sound."""

    def __init__(self, text: str) -> None:
        self._lines = _Lines(text)
        self._values: dict[Path, int] = {}
        self._keys: dict[Path, int] = {}
        self.duplicates: list[Path] = []
        self._walk(text)

    def find(self, path: Path, key: bool) -> Position:
        """Where the value (or its key) stands; for what is not there, the nearest thing around it."""
        if key and path in self._keys:
            return self._lines.position(self._keys[path])
        while path and path not in self._values:
            path = path[:-1]
        return self._lines.position(self._values.get(path, 0))

    def _walk(self, text: str) -> None:
        path: list[str | int] = []  # the steps down to the value that comes next
        in_object: list[bool] = []  # what each open bracket is
        key_next = False
        for token in _TOKEN.finditer(text):
            word = token[0]
            if word == ":":
                key_next = False
            elif word == ",":
                if in_object[-1]:
                    key_next = True
                elif isinstance(index := path[-1], int):
                    path[-1] = index + 1
            elif word in "}]":
                in_object.pop()
                path.pop()
                key_next = False
            elif key_next:
                path[-1] = json.loads(word)
                here = tuple(path)
                if here in self._keys:
                    self.duplicates.append(here)
                self._keys[here] = token.start()
            else:
                self._values.setdefault(tuple(path), token.start())
                if word in "{[":
                    in_object.append(word == "{")
                    key_next = word == "{"
                    path.append("" if key_next else 0)
