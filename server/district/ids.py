"""Ids that never change: written in the file, or derived from what identifies a thing.

A derived id is a UUIDv5 of the thing's kind and codes under one namespace of our own. The same file
therefore gives the same ids on every machine and at every load, and a clerk need not make any up.
The namespace and the way the parts are joined must never change: records name these ids for good.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

NAMESPACE = UUID("6f0e3c9a-2d5b-5b1e-9a67-1c84d2f7b350")


def derived_id(kind: str, *parts: str) -> str:
    """The id of the `kind` of thing that `parts` identify: `derived_id("area", "440311")`.

    Written out by hand, because `uuid.uuid5` takes its time over thousands of areas.
    """
    name = "\x1f".join((kind, *parts)).encode()
    digest = hashlib.sha1(NAMESPACE.bytes + name, usedforsecurity=False).digest()[:16]
    return str(UUID(bytes=digest, version=5))
