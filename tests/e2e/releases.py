"""A release of the web app after the one that was built, as the build would have written it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path


def copy_build(build: Path, folder: Path) -> None:
    shutil.copytree(build, folder)


def release_next(folder: Path, before: str, after: str) -> None:
    """Turns the build in `folder` into one of the version `after`.

    Every script gets another hash in its name, the worker another list, and the old files are gone,
    as after a deployment.
    """
    scripts = {file.name: _renamed(file.name) for file in (folder / "assets").glob("*.js")}
    old = re.compile("|".join(re.escape(name) for name in scripts))
    said = 0
    for file in [*folder.glob("*.html"), *folder.glob("*.js"), *(folder / "assets").glob("*.js")]:
        text = file.read_text("utf-8")
        said += text.count(before)
        text = old.sub(lambda found: scripts[found[0]], text.replace(before, after))
        if file.name == "sw.js":
            text = re.sub(r"([`'\"])([0-9a-f]{12}|[0-9a-f]{16})(?=\1)", _reversed, text)
        file.write_text(text, "utf-8")
    if not said:
        raise ValueError(f"nothing in {folder} says version {before}")
    for name, new in scripts.items():
        (folder / "assets" / name).rename(folder / "assets" / new)


def _reversed(found: re.Match[str]) -> str:
    """Another revision or version of the same length."""
    return found[1] + found[2][::-1]


def _renamed(name: str) -> str:
    stem, _, end = name.rpartition(".")
    return f"{stem[:-1]}{'0' if stem[-1] != '0' else '1'}.{end}"
