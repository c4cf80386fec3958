"""`docs/soak.md`: a section a part, each rewritten when that part was run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.soak.part import Line

HEAD = """# The long proofs

Written by `make soak`, which runs what `make test` runs at the counts named here. A part that is run alone
(`python -m tests.soak PART`) rewrites its own section; each says when, at which scale and how long it ran.
"""
_SECTION = re.compile(r"^## .*?<!-- (?P<name>\w+) -->\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Section:
    """What one part saw, as text."""

    name: str
    text: str


def section(name: str, title: str, about: str, lines: Iterable[Line]) -> Section:
    """``about``: when, at which scale, how long, on what."""
    rows = [
        f"| {line.what} | {line.asked} | {line.seen} | {'yes' if line.kept else '**no**'} |" for line in lines
    ]
    table = ["| what | asked | seen | kept |", "|---|---|---|---|", *rows]
    return Section(name, "\n".join([f"## {title} <!-- {name} -->", "", about, "", *table, ""]) + "\n")


def written(path: Path) -> dict[str, Section]:
    """The sections that are there, by the part's name."""
    if not path.exists():
        return {}
    found = _SECTION.finditer(path.read_text(encoding="utf-8"))
    return {match["name"]: Section(match["name"], match[0].rstrip() + "\n\n") for match in found}


def rewrite(path: Path, new: Section) -> None:
    """Puts one section in its place, by name, and leaves the others as they are."""
    sections = written(path) | {new.name: new}
    text = HEAD + "\n" + "".join(sections[name].text for name in sorted(sections))
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
