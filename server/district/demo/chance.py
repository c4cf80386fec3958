"""Choices that look accidental and are the same on every machine and in every version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(below: int, *key: object) -> int:
    """A number from 0 to `below` - 1 that depends on `key` alone."""
    name = "\x1f".join(map(str, key)).encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") % below


def pick(choices: Sequence[T], *key: object) -> T:
    """One of `choices`, depending on `key` alone."""
    return choices[number(len(choices), *key)]


def shuffled(things: Sequence[T], *key: object) -> list[T]:
    """`things` in an order that depends on `key` alone."""
    order = sorted(range(len(things)), key=lambda place: (number(1 << 60, *key, place), place))
    return [things[place] for place in order]
