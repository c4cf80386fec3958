"""UUIDv7: rising on one device, or made from what it stands for."""

from __future__ import annotations

import hmac
from collections.abc import Callable


def uuid7(millis: int, random: int) -> str:
    """The id of this moment (milliseconds since 1970) with these 74 random bits, in canonical form."""
    number = (millis & (2**48 - 1)) << 80 | 7 << 76 | (random >> 62 & 0xFFF) << 64 | 2 << 62
    text = f"{number | random & (2**62 - 1):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def derived_id(key: bytes, *parts: str) -> str:
    """A UUIDv7 that is always the same for the same parts, and that nobody without the key can foretell."""
    digest = hmac.digest(key, "\x1f".join(parts).encode("utf-8", "backslashreplace"), "sha256")
    return uuid7(int.from_bytes(digest[:6], "big"), int.from_bytes(digest[6:16], "big"))


class Ids:
    """The ids of one device, each higher than the last, also when its clock stands still or goes back."""

    def __init__(self, millis: Callable[[], int], random: Callable[[int], int], last: int = 0) -> None:
        self._millis = millis
        self._random = random
        self._last = last

    def __call__(self) -> str:
        self._last = max(self._millis(), self._last + 1)
        return uuid7(self._last, self._random(74))
