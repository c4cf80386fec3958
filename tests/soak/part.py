"""What a part of the soak says."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.soak import parts


@dataclass(frozen=True)
class Line:
    """One thing that was asked for and what was seen, both in words, with their figures."""

    what: str
    asked: str
    seen: str
    kept: bool


@dataclass(frozen=True)
class Part:
    """``run(scale)`` does everything: at 1 at the counts that are promised, at 0.01 a hundredth of it."""

    name: str
    title: str
    run: Callable[[float], Iterator[Line]]


def all_parts() -> list[Part]:
    """The parts that are in the folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(parts.__path__))
    modules = [(name, importlib.import_module(f"{parts.__name__}.{name}")) for name in names]
    return [Part(name, module.TITLE, module.run) for name, module in modules]


def times(count: int, scale: float) -> int:
    """A count at this scale, at least one."""
    return max(1, round(count * scale))
