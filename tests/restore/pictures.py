"""Photos for phones by the hundred: decodable, each different, made in no time."""

from __future__ import annotations

from functools import cache

from tests.e2e.pictures import photo

_AFTER_START = 2
_COMMENT = b"\xff\xfe"


@cache
def _plain(width: int, height: int) -> bytes:
    return photo(1, width, height)


def unlike_any_other(name: str, width: int = 320, height: int = 240) -> bytes:
    """The same picture with another comment in it: other bytes, another hash."""
    plain, comment = _plain(width, height), name.encode()
    segment = _COMMENT + (len(comment) + 2).to_bytes(2, "big") + comment
    return plain[:_AFTER_START] + segment + plain[_AFTER_START:]
