"""The self-check of a stream: how many records stand in it, and which, in which version, as one number.

The digest is a sum, so that a line that comes, moves or goes changes it without a look at the others. It is
no secret and no signature: it finds what was lost or left behind, not what somebody forged.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

MODULUS = 2**48
"""Whole numbers up to 2^53 are exact in every JSON reader, and two of these can be added in any database."""

Check = tuple[int, int]
"""Count and digest."""


def line_digest(record: str, version: int) -> int:
    """What a record in this version adds: 0 to 2^48 − 1.

    CRC-32 alone would not do: the same step of a version changes the same bits in every record, so that two
    stale ones could make up for each other. Multiplied by a part of itself, it has no such pattern.
    """
    crc = crc32(f"{record} {version}".encode())
    return crc * (1 + (crc & 0xFFFF))


def check_of(lines: Iterable[tuple[str, int]]) -> Check:
    """Of records, each with its version."""
    count = digest = 0
    for record, version in lines:
        count += 1
        digest += line_digest(record, version)
    return count, digest % MODULUS
