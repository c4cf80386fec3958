"""What several checks need: things that may stand only once, and days in their order."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from server.district.faults import Path
from server.district.source import Source


class Once:
    """Refuses the second of two equal things and says where the first one stands."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: dict[Hashable, Path] = {}

    def is_first(self, path: Path, what: str, key: Hashable) -> bool:
        first = self._seen.setdefault(key, path)
        if first is path:
            return True
        position, _ = self._source.locate(first, False)
        self._source.fault(path, f"{what} stands already at {position}")
        return False


def check_days(
    source: Source, path: Path, first: date | None, last: date | None, name: str = "valid_to"
) -> bool:
    """Refuses a last day before the first one."""
    if first and last and last < first:
        source.fault((*path, name), f"the last day {last} is before the first day {first}")
        return False
    return True


def overlap(one: Any, other: Any) -> bool:
    """Whether two dated things hold on the same day."""
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )
