"""Passwords: argon2id, 64 MiB; never compared in another way, never stored otherwise."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_PASSWORD = 1_000
AT_ONCE = 2

hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=2$GfHXUotEzhFbxV1nCeUfOw$DA0Z3+ArdCJtfsMWV5AOYACyRZnhf8Rcmgryp3cPjpI"
"""Of a long random word that nobody knows: what a password is compared with where there is none."""

_slots = threading.BoundedSemaphore(AT_ONCE)
"""Each check takes 64 MiB while it lasts: however many sign in, memory stays bounded."""


def hash_password(password: str) -> str:
    with _slots:
        return hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether it is the one. A person without a password, or nobody at all (None), costs the same time."""
    with _slots:
        try:
            return hasher.verify(stored or NOBODYS, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether it was made with parameters that we no longer think enough."""
    return hasher.check_needs_rehash(stored)
