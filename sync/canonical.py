"""Canonical JSON (RFC 8785) and the hash by which a repeated mutation is known.

Python's own encoder writes the same text as RFC 8785 but for three things: it sorts names by code point
instead of UTF-16 unit, writes floats its own way, and does not mind what is no I-JSON (NaN, lone
surrogates). Where a look at the value says that none of these occurs, it is used as it is.
"""

from __future__ import annotations

import hmac
import json
from math import isfinite

from sync.protocol import Json

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode
_quote = json.JSONEncoder(ensure_ascii=False).encode
_exact = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical(value: Json) -> str:
    """The value's canonical text. Raises ValueError for what RFC 8785 cannot express (NaN, infinities)."""
    if type(value) is str:
        return _quote(value)
    return _encode(value) if is_plain(value) else _written(value)


def body_hash(key: bytes, body: Json, plain: bool = False) -> bytes:
    """HMAC-SHA-256 of the canonical text; 32 bytes.

    ``plain`` says that `is_plain` is known to hold. A body that has no canonical form (it will be refused) is
    hashed in Python's own notation, with a mark before it that no canonical text begins with.
    """
    try:
        text = (_encode(body) if plain else canonical(body)).encode()
    except (ValueError, OverflowError):
        text = b"!" + _exact(body).encode()
    return hmac.digest(key, text, "sha256")


def is_plain(value: Json) -> bool:
    """Whether Python's encoder writes this value's canonical text by itself."""
    kind = type(value)
    if kind is dict:
        return all(key.isascii() and is_plain(item) for key, item in value.items())
    if kind is list:
        return all(map(is_plain, value))
    return kind is not float or plain_float(value)


def plain_float(number: float) -> bool:
    """Whether ECMAScript and Python write this float alike: no exponent, no fraction of zero."""
    return 1e-4 <= abs(number) < 1e16 and not number.is_integer()


def _written(value: Json) -> str:
    kind = type(value)
    if kind is dict:
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_quote(name)}:{_written(value[name])}" for name in names) + "}"
    if kind is list:
        return "[" + ",".join(map(_written, value)) + "]"
    return _number(value) if kind is float else _encode(value)


def _number(number: float) -> str:
    """As ECMAScript's Number::toString writes it: the shortest digits that read back as the same number."""
    if not isfinite(number):
        raise ValueError("not a JSON number")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = (
        len(whole) + int(exponent or 0) if whole != "0" else len(digits) - len(fraction) + int(exponent or 0)
    )
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + (f".{digits[1:]}" if count > 1 else "") + power
