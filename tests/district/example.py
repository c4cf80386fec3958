"""The hand-written district of docs/district-file.md, for tests to load and to spoil."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "district-file.md"


def example_text() -> str:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert found
    return found[1]


def example() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(example_text())
    return document
