"""Values as they come from JSON: what is wrong with one, in plain words, or None. Nothing is coerced."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from sync.protocol import MAX_INTEGER, Json
from sync.reading import is_time

Fault = Callable[[Json], str | None]
"""A check of one value that is there and not null."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NEEDED = "This is needed."
UNKNOWN = "This field is not known here."
SET_BY_SERVER = "This is set by the station, not by a phone."
NOT_TEXT = "This must be text."
NOT_NUMBER = "This must be a number."


def unreadable(value: str) -> str | None:
    """Half a character (a lone surrogate) breaks both databases, NUL breaks PostgreSQL."""
    if "\0" in value:
        return "This holds a character that cannot be kept."
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return "This holds half a character."
    return None


def shown(name: str) -> str:
    """A name that somebody else chose, fit to be told back."""
    return name[:60].encode("ascii", "backslashreplace").decode().replace("\0", "\\0")


def text(max_length: int, needed: bool) -> Fault:
    """At most ``max_length`` characters (code points); one that is needed is not blank either."""
    too_long = f"At most {max_length} characters."

    def fault(value: Json) -> str | None:
        if type(value) is not str:
            return NOT_TEXT
        if len(value) > max_length:
            return too_long
        if needed and not value.strip():
            return NEEDED
        return unreadable(value)

    return fault


def choice(choices: tuple[str, ...]) -> Fault:
    known = frozenset(choices)
    message = "One of: " + ", ".join(choices) + "."

    def fault(value: Json) -> str | None:
        return None if type(value) is str and value in known else message

    return fault


def whole(minimum: int, maximum: int) -> Fault:
    message = f"A whole number from {minimum} to {maximum}."

    def fault(value: Json) -> str | None:
        return None if type(value) is int and minimum <= value <= maximum else message

    return fault


def number(minimum: float, maximum: float) -> Fault:
    message = f"A number from {minimum:g} to {maximum:g}."

    def fault(value: Json) -> str | None:
        if type(value) is int:
            if not -MAX_INTEGER <= value <= MAX_INTEGER:
                return message
        elif type(value) is not float or not math.isfinite(value):
            return NOT_NUMBER
        return None if minimum <= value <= maximum else message

    return fault


def flag(value: Json) -> str | None:
    return None if value is True or value is False else "Yes or no."


def anything(_: Json) -> str | None:
    return None


def identity(value: Json) -> str | None:
    return None if type(value) is str and _ID.fullmatch(value) else "This must be an id."


def sha256(value: Json) -> str | None:
    return None if type(value) is str and _SHA256.fullmatch(value) else "This must be a SHA-256 in hex."


def day(value: Json) -> str | None:
    message = "This must be a day, such as 2026-11-22."
    if type(value) is not str or not _DAY.fullmatch(value):
        return message
    try:
        date.fromisoformat(value)
    except ValueError:
        return message
    return None


def time(value: Json) -> str | None:
    """A real time with its offset, as a mutation's own ``at``."""
    if is_time(value):
        return None
    return "This must be a time with its offset, such as 2026-11-22T09:41:00+08:00."


def shape(parts: dict[str, tuple[Fault, bool]]) -> Fault:
    """An object with these keys: name → (check, needed). A part that is not needed may be null."""
    needed = frozenset(name for name, (_, need) in parts.items() if need)

    def fault(value: Json) -> str | None:
        if type(value) is not dict:
            return "This must be an object."
        for name, part in value.items():
            known = parts.get(name)
            if known is None:
                return f"{name}: {UNKNOWN}"
            if part is None:
                if known[1]:
                    return f"{name}: {NEEDED}"
            elif wrong := known[0](part):
                return f"{name}: {wrong}"
        missing = needed - value.keys()
        return f"{min(missing)}: {NEEDED}" if missing else None

    return fault


def listing(item: Fault, max_items: int) -> Fault:
    too_many = f"At most {max_items}."

    def fault(value: Json) -> str | None:
        if type(value) is not list:
            return "This must be a list."
        if len(value) > max_items:
            return too_many
        for place, part in enumerate(value, 1):
            if wrong := item(part):
                return f"{place}: {wrong}"
        return None

    return fault
