"""Two districts' rules as examples to load: `guangming.json` and `pingshan.json`. See docs/clocks.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def template(name: str) -> dict[str, Any]:
    """The document of a district file that holds nothing but rules."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return document
