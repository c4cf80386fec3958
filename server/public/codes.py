"""Codes: what a resident is given to follow a matter, made so that asking twice gives the same one.

A code is 16 digits, written in fours as on a bank card: 15 random ones (50 bits) and a check digit (Luhn),
so that a page can tell a slip of the finger without asking. Beside it stand four more digits: the last ones
of the resident's phone number, or four that are handed out. The database has keyed hashes of both only.

Everything of a report is derived from its ``id``, which the page made and shows to nobody, and from the
station's secret: the same report sent twice has the same code, case and entries.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

from sync.ids import uuid7

CODE_DIGITS, EXTRA_DIGITS = 16, 4


def derive(secret: bytes, purpose: str, *parts: str) -> bytes:
    """32 bytes for one purpose, which nobody without the secret can foretell."""
    key = hmac.digest(secret, b"gridwalk public " + purpose.encode(), "sha256")
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256")


def code_of(secret: bytes, report: str) -> str:
    """The code of the matter that came with this report."""
    digits = _digits(derive(secret, "code", report), CODE_DIGITS - 1)
    return digits + check_digit(digits)


def extra_of(secret: bytes, report: str) -> str:
    """The four digits that are handed out where no phone number is given."""
    return _digits(derive(secret, "extra", report), EXTRA_DIGITS)


def code_hash(secret: bytes, code: str) -> str:
    return derive(secret, "code hash", code).hex()


def extra_hash(secret: bytes, code: str, extra: str) -> str:
    return derive(secret, "extra hash", code, extra).hex()


def made_of(secret: bytes, request: str, *parts: str) -> str:
    """The id (UUIDv7, at the request's own time) of a record or mutation that comes of this request."""
    return uuid7(millis(request), int.from_bytes(derive(secret, "id", request, *parts)[:10], "big"))


def millis(request: str) -> int:
    """When the page made this UUIDv7, in milliseconds since 1970 by its own clock."""
    return int(request[:8] + request[9:13], 16)


def made_at(request: str) -> datetime | None:
    """The same as a time; None for one that no calendar has."""
    try:
        return datetime.fromtimestamp(millis(request) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def check_digit(digits: str) -> str:
    """Luhn: tells one wrong digit and most exchanged neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def is_code(text: str) -> bool:
    """Whether this could be a code at all."""
    plain = text.isascii() and text.isdecimal() and len(text) == CODE_DIGITS
    return plain and check_digit(text[:-1]) == text[-1]


def phone_digits(phone: str) -> str:
    """Its last four digits; fewer than four of them are none."""
    digits = [letter for letter in phone if letter.isascii() and letter.isdecimal()]
    return "".join(digits[-EXTRA_DIGITS:]) if len(digits) >= EXTRA_DIGITS else ""


def _digits(random: bytes, count: int) -> str:
    """256 bits taken modulo 10^15 favour no digit that anybody could measure."""
    return f"{int.from_bytes(random, 'big') % 10**count:0{count}d}"
