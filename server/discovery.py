"""Packages are found by looking in the folder: the core names no feature and no neighbour."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import server

SKIPPED = {"server.migrations", "server.commands"}


def packages() -> Iterator[str]:
    """The dotted names of every package of the server and of its features, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(server.__path__, "server."), key=lambda module: module.name):
        if not found.ispkg or found.name in SKIPPED:
            continue
        yield found.name
        if found.name == "server.features":
            features = pkgutil.iter_modules(import_module(found.name).__path__, "server.features.")
            yield from sorted(feature.name for feature in features if feature.ispkg)


def modules(name: str) -> Iterator[ModuleType]:
    """The module `name` of every package that has one: `modules("jobs")` gives `server.auth.jobs`, …"""
    for package in packages():
        dotted = f"{package}.{name}"
        if find_spec(dotted) is not None:
            yield import_module(dotted)


def import_tables() -> None:
    """Makes `metadata` complete: every package declares its tables in `tables.py` (or `models.py`)."""
    for core in ("server.installation", "server.jobs"):
        import_module(core)
    for name in ("tables", "models"):
        for _ in modules(name):
            pass
