"""The ground floor knows nothing above it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import sync

FOLDER = Path(sync.__file__).parent


def imported(path: Path) -> set[str]:
    """The top-level names of everything a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_sync_imports_only_the_standard_library() -> None:
    files = sorted(FOLDER.rglob("*.py"))
    assert len(files) > 10
    for path in files:
        strangers = imported(path) - sys.stdlib_module_names - {"sync"}
        assert not strangers, f"{path.name} imports {strangers}"


def test_sync_knows_no_database_and_no_web() -> None:
    for path in FOLDER.rglob("*.py"):
        assert not imported(path) & {"sqlite3", "http", "urllib", "socket", "wsgiref"}, path.name
