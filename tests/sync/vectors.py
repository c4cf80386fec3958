"""Reading the vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sync.equal import same

FOLDER = Path(__file__).parents[2] / "sync" / "vectors"


def vectors(name: str) -> list[Any]:
    """``{description, why, given, when, then}`` of one file."""
    found: list[Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def description(vector: Any) -> str:
    return str(vector["description"])


def part(found: Any, expected: Any) -> bool:
    """Whether everything expected is there; ``"-"`` says that a key is not."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key not in found if value == "-" else key in found and part(found[key], value)
            for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(part(one, other) for one, other in zip(found, expected, strict=True))
        )
    return same(found, expected)
