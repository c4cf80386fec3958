"""What is wrong with a district file, and exactly where.

A fault has a place a clerk can go to (line and column of a text file, sheet, row and column letter of
a workbook) and a reason in plain words. A file is refused with *all* its
faults at once, so that it need not be loaded twenty times to be mended twenty times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Where a value stands in a document: ("areas", 3, "parent").
Path = tuple[str | int, ...]

#: How many faults are told; the rest is only counted.
MOST_TOLD = 20


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """Line and column, both from 1; in a workbook the row and the column number of a `sheet`."""

    line: int = 1
    column: int = 1
    sheet: str | None = None

    def __str__(self) -> str:
        if self.sheet is None:
            return f"line {self.line}, column {self.column}"
        return f"sheet {self.sheet}, row {self.line}, column {column_letters(self.column)}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `path` names the value as in `areas[3].parent`."""

    position: Position
    path: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.position}: {self.path}: {self.reason}" if self.path else f"{self.position}: {self.reason}"
        )


class DistrictFileRefused(Exception):
    """The file has faults, and nothing of it was used. `faults` has every one, in the file's order."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults: Sequence[Fault] = tuple(faults)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One sentence a fault, the first `MOST_TOLD` of them, each with file, place and reason."""
        told = [f"{self.name}: {fault}" for fault in self.faults[:MOST_TOLD]]
        more = len(self.faults) - MOST_TOLD
        return [*told, f"{self.name}: and {more} more"] if more > 0 else told


def column_letters(number: int) -> str:
    """A column as spreadsheets call it: 1 is A, 27 is AA. (openpyxl's own takes 0.2 s to import.)"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def spell(path: Path) -> str:
    """A path as people write it: `("areas", 3, "parent")` is `areas[3].parent`; the first row is 0."""
    spelled = ""
    for step in path:
        if isinstance(step, int):
            spelled += f"[{step}]"
        else:
            spelled += f".{step}" if spelled else step
    return spelled
