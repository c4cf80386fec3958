"""When two JSON values are the same."""

from __future__ import annotations

from sync.protocol import Json


def same(a: Json, b: Json) -> bool:
    """JSON equality: 1 and 1.0 are one number, true and 1 are two values (Python alone would equate them)."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b):
        numbers = (kind is int or kind is float) and (type(b) is int or type(b) is float)
        return numbers and bool(a == b)
    if kind is dict:
        return len(a) == len(b) and all(key in b and same(value, b[key]) for key, value in a.items())
    if kind is list:
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)
