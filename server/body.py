"""Bodies of requests: only JSON, only so large, only what means the same to every reader."""

from __future__ import annotations

import json
import zlib
from typing import Any

from flask import request

from server.errors import Problem, TooLarge, WrongMediaType
from sync.protocol import MAX_BODY_BYTES, MAX_DEPTH

BOM = b"\xef\xbb\xbf"


def json_bytes(limit: int = MAX_BODY_BYTES) -> bytes:
    """The body of this request, unpacked. 415 unless it says `application/json`, 413 over `limit` bytes."""
    if request.mimetype != "application/json":
        raise WrongMediaType("Only application/json is taken here.")
    if request.content_length is not None and request.content_length > limit:
        raise _too_large(limit)
    packed = request.stream.read(limit + 1)
    coding = (request.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        return _unpack(packed, limit)
    if coding != "identity":
        raise WrongMediaType("Only gzip is known as an encoding.", code="unsupported_encoding")
    if len(packed) > limit:
        raise _too_large(limit)
    return packed


def strict_json(body: bytes, *, numbers: bool = True) -> Any:
    """The value that `body` says. 400 for a BOM, bad UTF-8, duplicate keys, or more than 32 levels.

    `numbers=False` lets NaN and the infinities through, for a caller that refuses them one by one.
    """
    if body.startswith(BOM):
        raise _malformed("It begins with a byte order mark.")
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant if numbers else None,
        )
    except (ValueError, RecursionError) as error:
        raise _malformed(_first_words(error)) from None
    if _deeper_than(value, MAX_DEPTH):
        raise _malformed(f"It is nested deeper than {MAX_DEPTH} levels.", code="too_deep")
    return value


def read_json() -> Any:
    """The JSON value of this request."""
    return strict_json(json_bytes())


def _unpack(packed: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        raise _malformed("Its gzip is broken.", code="broken_encoding") from None
    if len(body) > limit or (len(packed) > limit and not unpacker.eof):
        raise _too_large(limit)
    if not unpacker.eof or unpacker.unused_data:
        raise _malformed("Its gzip is broken.", code="broken_encoding")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key is there twice.")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number.")


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return any(isinstance(node, dict | list) for node in level)


def _children(node: Any) -> Any:
    if isinstance(node, dict):
        return [child for child in node.values() if isinstance(child, dict | list)]
    if isinstance(node, list):
        return [child for child in node if isinstance(child, dict | list)]
    return ()


def _first_words(error: BaseException) -> str:
    return "It is nested too deep." if isinstance(error, RecursionError) else f"It is no JSON: {error}"[:200]


def _malformed(detail: str, code: str = "malformed") -> Problem:
    return Problem(f"The request cannot be read. {detail}", code=code)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The request is larger than {limit} bytes.")
