"""Values as JSON text for the database, safe for both of them."""

from __future__ import annotations

import json
import re

import orjson

from sync.protocol import Json

_HALF = re.compile("[\0\ud800-\udfff]")


def dumps(value: Json) -> str:
    """Compact JSON; what no database or parser takes (NUL, half a character) becomes U+FFFD."""
    try:
        text = orjson.dumps(value).decode()
    except (orjson.JSONEncodeError, TypeError):
        text = ""
    if not text or "\\u0000" in text:
        return json.dumps(_whole(value), ensure_ascii=False, separators=(",", ":"))
    return text


def dumps_exact(value: Json) -> str:
    """ASCII JSON that gives back every value exactly as it came, for what is kept only to be looked at."""
    return json.dumps(value, separators=(",", ":"))


def loads(text: str) -> Json:
    return orjson.loads(text)


def loads_exact(text: str) -> Json:
    return json.loads(text)


def short(text: str, length: int) -> str:
    """What fits a column, when somebody else chose the text."""
    if len(text) <= length and text.isascii() and "\0" not in text:
        return text
    return text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")[:length]


def _whole(value: Json) -> Json:
    if isinstance(value, str):
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_whole(str(name)): _whole(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(part) for part in value]
    return value
