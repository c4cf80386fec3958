"""The table of `make bench`: printed, compared with the last committed one, written to `docs/bench.md`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Better = Literal["more", "less"]

_ROW = re.compile(r"^\| (?P<what>[^|]+?) \| (?P<value>[\d.,]+) (?P<unit>[^|]*?) \|")


@dataclass(frozen=True)
class Row:
    """One measured figure: the median of its runs, its unit, and the bound it must keep."""

    what: str
    value: float
    unit: str
    bound: float | None
    better: Better

    @property
    def kept(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.better == "more" else self.value <= self.bound

    def bound_text(self) -> str:
        if self.bound is None:
            return "–"
        sign = "≥" if self.better == "more" else "≤"
        return f"{sign} {number(self.bound)} {self.unit}"


def number(value: float) -> str:
    """Three figures that matter, thousands with a comma."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def last_values(path: Path) -> dict[str, float]:
    """The figures of the committed table, by name; empty where there is none yet."""
    if not path.exists():
        return {}
    found = (_ROW.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["what"]: float(row["value"].replace(",", "")) for row in found if row}


def markdown(rows: list[Row], before: dict[str, float]) -> str:
    """The table, with the change against the last committed one."""
    lines = [
        "| what | median | bound | kept | last time |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        value = f"{number(row.value)} {row.unit}".strip()
        kept = "–" if row.bound is None else "yes" if row.kept else "**no**"
        lines.append(f"| {row.what} | {value} | {row.bound_text()} | {kept} | {_change(row, before)} |")
    return "\n".join(lines) + "\n"


def _change(row: Row, before: dict[str, float]) -> str:
    last = before.get(row.what)
    if not last:
        return "–"
    return f"{number(last)} ({(row.value / last - 1) * 100:+.0f} %)"


def aligned(text: str) -> str:
    """The same table for a terminal: columns of one width, wide characters counted as two."""
    table = [[cell.strip() for cell in line.strip("| \n").split(" | ")] for line in text.splitlines()]
    body = [row for row in table if not row[0].startswith("---")]
    widths = [max(_width(row[column]) for row in body) for column in range(len(body[0]))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in body
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
