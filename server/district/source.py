"""A file as it was read: the document in it, and a way back from a value to its place in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.district.faults import DistrictFileRefused, Fault, Path, Position, spell

#: From a path (and whether its *key* is meant) to where that stands and what the reader calls it.
Locate = Callable[[Path, bool], tuple[Position, str]]


@dataclass
class Source:
    """What a reader hands to the checks, and where the checks put what they find."""

    name: str
    document: Any
    locate: Locate
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, reason: str, *, key: bool = False) -> None:
        """Notes a fault at `path`; with `key`, at the name in front of the value there."""
        position, label = self.locate(path, key)
        self.faults.append(Fault(position, label, reason))

    def refuse_if_faulty(self) -> None:
        """Raises with every fault noted so far, in the order of the file."""
        if self.faults:
            faults = sorted(set(self.faults), key=lambda f: (f.position.sheet or "", f.position, f.path))
            raise DistrictFileRefused(self.name, faults)


def from_memory(document: Any, name: str = "document") -> Source:
    """A document that was never a file: its faults have a path, but no line."""
    return Source(name, document, lambda path, _: (Position(), spell(path)))
