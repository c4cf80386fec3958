"""Who may look at whom, in Python and on the phone."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PWA = ROOT / "pwa" / "src"
FEATURES = sorted(
    path.name for path in (ROOT / "server" / "features").iterdir() if (path / "__init__.py").exists()
)
PHONE_FEATURES = sorted(path.name for path in (PWA / "features").iterdir() if path.is_dir())
IMPORT = re.compile(
    r"""(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]""",
    re.M,
)


def imports(path: Path) -> set[str]:
    """The dotted names of everything a Python file imports, at its head or later."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they look"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def looks_into(path: Path, *packages: str) -> set[str]:
    return {
        name for name in imports(path) if any(f"{name}.".startswith(f"{package}.") for package in packages)
    }


def test_sync_stands_on_the_standard_library_alone() -> None:
    known = sys.stdlib_module_names | {"sync"}
    for path in python_files("sync"):
        assert {name.split(".")[0] for name in imports(path)} <= known, path


def test_the_core_names_no_feature() -> None:
    for path in python_files("server"):
        if (ROOT / "server" / "features") not in path.parents:
            assert not looks_into(path, *(f"server.features.{name}" for name in FEATURES)), path


def test_the_server_is_there_without_its_tests() -> None:
    for path in python_files("server", "sync"):
        assert not looks_into(path, "tests"), path


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_does_not_look_at_another(feature: str) -> None:
    others = [f"server.features.{name}" for name in FEATURES if name != feature]
    for path in python_files(f"server/features/{feature}"):
        assert not looks_into(path, *others), path


def test_rules_know_neither_the_web_nor_the_database() -> None:
    rules = sorted((ROOT / "server" / "features").glob("*/rules.py"))
    assert rules
    for path in rules:
        assert not looks_into(path, "flask", "flask_smorest", "sqlalchemy", "werkzeug"), path


def test_the_server_uses_statements_and_no_session() -> None:
    """There are two ways into the database, `reading` and `writing`; a session would be a third."""
    for path in python_files("server"):
        assert not looks_into(path, "sqlalchemy.orm"), path
        used = [
            node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)
        ]
        of_db = {node.attr for node in used if isinstance(node.value, ast.Name) and node.value.id == "db"}
        assert of_db <= {"engine", "init_app"}, path


def test_the_keeper_of_the_serving_processes_stays_small() -> None:
    """`server/serving.py` imports nothing of the application at its head: it never serves itself."""
    tree = ast.parse((ROOT / "server" / "serving.py").read_text("utf-8"))
    head = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in head if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in head if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"granian"}


def scripts(folder: Path) -> Iterator[Path]:
    """The phone's files but for their tests and what serves only these."""
    for path in sorted([*folder.rglob("*.ts"), *folder.rglob("*.vue")]):
        if not path.name.endswith(".test.ts") and "testing" not in path.relative_to(PWA).parts:
            yield path


def folders_seen(path: Path) -> set[str]:
    """What of `pwa/src` a file imports, as paths from there: `sync/outbox`, `features/cases/list`."""
    seen = set()
    for found in IMPORT.findall(path.read_text("utf-8")):
        name = found[0] or found[1]
        if name.startswith("@/"):
            seen.add(name.removeprefix("@/"))
        elif name.startswith("."):
            target = (path.parent / name).resolve()
            if target.is_relative_to(PWA):
                seen.add(str(target.relative_to(PWA)))
    return seen


def heads(path: Path) -> set[str]:
    return {name.split("/")[0] for name in folders_seen(path)}


def test_the_way_imports_are_found_is_right(tmp_path: Path) -> None:
    text = """
import { a } from '@/sync/outbox';
import type {
  B,
} from "@/ui/chip";
import '@/styles/base.css';
export * from '@/attachments/queue';
const later = () => import('@/features/cases/list.vue');
"""
    assert [one or two for one, two in IMPORT.findall(text)] == [
        "@/sync/outbox",
        "@/ui/chip",
        "@/styles/base.css",
        "@/attachments/queue",
        "@/features/cases/list.vue",
    ]


def test_the_phones_sync_looks_at_nothing_above_it() -> None:
    for path in scripts(PWA / "sync"):
        assert not heads(path) & {"ui", "features", "attachments", "i18n", "App.vue", "router", "main"}, path


@pytest.mark.parametrize("folder", ["ui", "attachments", "session"])
def test_what_features_share_does_not_look_at_features(folder: str) -> None:
    for path in scripts(PWA / folder):
        assert "features" not in heads(path), path


@pytest.mark.parametrize("feature", PHONE_FEATURES)
def test_a_feature_of_the_phone_does_not_look_at_another(feature: str) -> None:
    for path in scripts(PWA / "features" / feature):
        others = {name for name in folders_seen(path) if name.startswith("features/")}
        assert {name.split("/")[1] for name in others} <= {feature}, path


@pytest.mark.parametrize("feature", PHONE_FEATURES)
def test_a_feature_of_the_phone_knows_no_network_and_no_database(feature: str) -> None:
    forbidden = re.compile(
        r"\bfetch\(|\bindexedDB\b|\bXMLHttpRequest\b|from '(?:idb|tus-js-client)'|@/sync/db\b"
    )
    for path in scripts(PWA / "features" / feature):
        assert not forbidden.search(path.read_text("utf-8")), path
