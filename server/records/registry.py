"""All collections of the house, found by looking into `server/features`: the core names none of them."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import server.features
from server.records.collection import Collection
from sync import protocol
from sync.protocol import Json

LIMITS: dict[str, int] = {
    "mutations": protocol.MAX_MUTATIONS,
    "body_bytes": protocol.MAX_BODY_BYTES,
    "changes": protocol.MAX_CHANGES,
    "depth": protocol.MAX_DEPTH,
    "text": protocol.MAX_TEXT,
    "integer": protocol.MAX_INTEGER,
    "lifted_days": protocol.LIFTED_DAYS,
    "kept_days": protocol.KEPT_DAYS,
    "late_scope_hours": protocol.LATE_SCOPE_HOURS,
    "photo_bytes": 10_000_000,
    "photo_pixels": 50_000_000,
    "voice_seconds": 60,
    "attachments": 20,
}
"""What a phone keeps within by itself; ``attachments`` are those of one record."""


@cache
def feature_modules(part: str) -> tuple[ModuleType, ...]:
    """The modules of this name (``schema``, ``rules``) that features have, in the features' name order."""
    names = sorted(module.name for module in pkgutil.iter_modules(server.features.__path__) if module.ispkg)
    wanted = [f"server.features.{name}.{part}" for name in names]
    return tuple(import_module(name) for name in wanted if find_spec(name))


@cache
def collections() -> dict[str, Collection]:
    found: dict[str, Collection] = {}
    for module in feature_modules("schema"):
        for collection in module.COLLECTIONS:
            if collection.name in found:
                raise RuntimeError(f"two features declare the collection {collection.name}")
            found[collection.name] = collection
    return dict(sorted(found.items()))


def describe() -> dict[str, Json]:
    """``{collections, limits}``: the answer of `/api/schema`."""
    return {
        "collections": {name: collection.describe() for name, collection in collections().items()},
        "limits": LIMITS,
    }
