"""Every dependency has its reason in docs/dependencies.md, and every lock its hashes."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGE_JSON: dict[str, Any] = json.loads((ROOT / "pwa/package.json").read_text())
PACKAGE_LOCK: dict[str, Any] = json.loads((ROOT / "pwa/package-lock.json").read_text())


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return normal(match.group())


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def runtime() -> set[str]:
    return {name_of(line) for line in PYPROJECT["project"]["dependencies"]}


def development() -> set[str]:
    groups = PYPROJECT["dependency-groups"]
    return {name_of(line) for group in groups.values() for line in group if isinstance(line, str)}


def npm() -> set[str]:
    return {*PACKAGE_JSON["dependencies"], *PACKAGE_JSON["devDependencies"]}


def listed() -> set[str]:
    """The first column of every table."""
    text = (ROOT / "docs/dependencies.md").read_text()
    cells = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)
    return {normal(name) for cell in cells for name in cell.split(", ")} - {"package"}


def test_every_direct_dependency_is_listed_with_its_reason_and_no_other() -> None:
    assert listed() == runtime() | development() | {normal(name) for name in npm()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_pins_every_package_exactly_and_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+ ", line), line
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", line)) >= 1, line


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_the_lock_to_test_holds_the_versions_of_the_lock_to_run() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    return dict(found)


def test_npm_packages_are_pinned_exactly() -> None:
    versions = {**PACKAGE_JSON["dependencies"], **PACKAGE_JSON["devDependencies"]}
    assert {name: v for name, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}


def test_the_npm_lock_has_a_hash_for_every_package_and_names_no_registry() -> None:
    packages = {path: entry for path, entry in PACKAGE_LOCK["packages"].items() if path}
    assert [path for path, entry in packages.items() if not entry.get("integrity")] == []
    assert [path for path, entry in packages.items() if "resolved" in entry] == []


def test_the_npm_lock_holds_the_packages_of_every_platform() -> None:
    """npm may leave out what this machine does not need; another machine's `npm ci` then refuses the lock."""
    packages: dict[str, dict[str, Any]] = PACKAGE_LOCK["packages"]
    wanted = {name for entry in packages.values() for name in entry.get("optionalDependencies", {})}
    assert wanted
    assert sorted(name for name in wanted if f"node_modules/{name}" not in packages) == []


def test_the_sync_floor_imports_the_standard_library_only() -> None:
    assert strangers("sync", own={"sync"}, declared=set()) == set()


def test_the_server_imports_only_what_is_declared() -> None:
    """Nothing leans on a package that only another package brought along."""
    assert strangers("server", own={"sync", "server"}, declared=runtime()) == set()


def test_the_tests_import_only_what_is_declared() -> None:
    assert strangers("tests", own={"sync", "server", "tests"}, declared=runtime() | development()) == set()


def strangers(folder: str, own: set[str], declared: set[str]) -> set[str]:
    """`file: module` for every import that is neither own, nor standard, nor of a declared package."""
    owners = packages_distributions()
    # `_typeshed` exists for the type checker only.
    allowed = {*sys.stdlib_module_names, "_typeshed", *own}
    return {
        f"{path.relative_to(ROOT)}: {module}"
        for path in (ROOT / folder).rglob("*.py")
        for module in imported(path)
        if module not in allowed and not declared & {normal(name) for name in owners.get(module, [])}
    }


def imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports, relative imports left out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found
