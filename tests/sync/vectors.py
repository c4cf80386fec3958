"""Reading the vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "sync" / "vectors"


def vectors(name: str) -> list[Any]:
    """``{description, why, given, when, then}`` of one file."""
    found: list[Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def description(vector: Any) -> str:
    return str(vector["description"])
