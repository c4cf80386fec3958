"""Reads an XLSX workbook into the same document as JSON, and can say in which cell each value stands.

One sheet for each part of the file, one row for each thing, the names in row 1. A dot in a heading
goes one level deeper (`name.zh-CN`, `hours.mon`). What JSON nests has a sheet of its own, whose first
columns say where it belongs: `assignments` (login), `questions` (checklist, edition), `problems`
(checklist, edition, question).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from server.district.cells import as_value
from server.district.faults import DistrictFileRefused, Fault, Path, Position
from server.district.fields import unknown_name
from server.district.source import Source

#: Sheets that stand by themselves; of `district` only the first row counts.
_PLAIN = ("district", "areas", "people", "places", "stations", "checklists", "rules", "working_days")

#: Sheets whose rows belong into another one: (sheet, what it belongs to, by which columns, under which name).
_NESTED = (
    ("assignments", "people", (("login", "login"),), "assignments"),
    ("questions", "checklists", (("checklist", "code"), ("edition", "edition")), "questions"),
    (
        "problems",
        "questions",
        (("checklist", "checklist"), ("edition", "edition"), ("question", "id")),
        "problems",
    ),
)

#: Sheets for people only.
_NOT_READ = ("notes", "说明")

_SHEETS = (*_PLAIN, *(nested[0] for nested in _NESTED))


@dataclass
class _Line:
    """One row of a sheet: its values by heading, where they stand, and what belongs under it."""

    sheet: str
    row: int
    values: dict[str, Any]
    columns: dict[str, int]
    below: dict[str, list[_Line]] = field(default_factory=dict)


def read_xlsx(name: str, raw: bytes) -> Source:
    """The document in the workbook `raw`. What no workbook can mean is refused here."""
    sheets, faults = _sheets(name, raw)
    for sheet, owners, keys, under in _NESTED:
        faults += _attach(sheets, sheet, owners, keys, under)
    if faults:
        raise DistrictFileRefused(
            name, sorted(faults, key=lambda fault: (fault.position.sheet, fault.position))
        )

    document: dict[str, Any] = {}
    cells: dict[Path, tuple[Position, str]] = {}
    for sheet in _PLAIN:
        lines = sheets.get(sheet, [])
        if sheet == "district" and lines:
            document[sheet] = _place(lines[0], (sheet,), cells, ())
        elif sheet in sheets and sheet != "district":
            document[sheet] = [_place(line, (sheet, index), cells, ()) for index, line in enumerate(lines)]

    def locate(path: Path, key: bool) -> tuple[Position, str]:
        label = next((step for step in reversed(path) if isinstance(step, str)), "")
        while path not in cells and path:
            path = path[:-1]
        position, heading = cells.get(path, (Position(sheet=str(path[0]) if path else _PLAIN[0]), ""))
        if key and heading:
            position = Position(1, position.column, position.sheet)
        return position, heading or label

    return Source(name, document, locate)


def _sheets(name: str, raw: bytes) -> tuple[dict[str, list[_Line]], list[Fault]]:
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        _refuse(name, "this is no XLSX workbook, or it is damaged")
    found: dict[str, list[_Line]] = {}
    faults: list[Fault] = []
    for sheet in book.worksheets:
        title = sheet.title.strip()
        if title in _NOT_READ:
            continue
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        headings: dict[int, str] = {}
        lines: list[_Line] = []
        for number, row in rows:
            given = {column: cell for column, cell in enumerate(row, start=1) if cell not in (None, "")}
            if not headings:
                headings = {column: str(cell).strip() for column, cell in given.items()}
                faults += _repeated(title, number, headings)
            elif given:
                faults += [
                    Fault(Position(number, column, title), "", "this column has no heading")
                    for column in given.keys() - headings.keys()
                ]
                values = {
                    headings[c]: as_value(headings[c], cell) for c, cell in given.items() if c in headings
                }
                lines.append(_Line(title, number, values, {heading: c for c, heading in headings.items()}))
        if title in _SHEETS:
            found[title] = lines
        elif headings:
            faults.append(Fault(Position(1, 1, title), "", unknown_name(title, _SHEETS)))
    return found, faults


def _refuse(name: str, reason: str) -> NoReturn:
    raise DistrictFileRefused(name, [Fault(Position(), "", reason)])


def _repeated(sheet: str, row: int, headings: dict[int, str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for column, heading in headings.items():
        if heading in seen:
            yield Fault(Position(row, column, sheet), heading, "this heading stands twice")
        seen.add(heading)


def _attach(
    sheets: dict[str, list[_Line]],
    sheet: str,
    owners: str,
    keys: Iterable[tuple[str, str]],
    under: str,
) -> Iterator[Fault]:
    """Puts each row of `sheet` under its owner; a row without one is a fault."""
    by_key: dict[tuple[Any, ...], _Line] = {}
    for owner in sheets.get(owners, []):
        by_key.setdefault(tuple(owner.values.get(theirs) for _, theirs in keys), owner)
        if sheet in sheets:
            owner.below.setdefault(under, [])
    for line in sheets.get(sheet, []):
        key = tuple(line.values.get(ours) for ours, _ in keys)
        if owner_line := by_key.get(key):
            owner_line.below[under].append(line)
        else:
            first = next(iter(keys))[0]
            said = ", ".join(f"{ours} {value}" for (ours, _), value in zip(keys, key, strict=True))
            position = Position(line.row, line.columns.get(first, 1), sheet)
            yield Fault(position, first, f"the sheet {owners} has no row for {said}")


def _place(
    line: _Line, path: Path, cells: dict[Path, tuple[Position, str]], drop: Iterable[str]
) -> dict[str, Any]:
    """The row as JSON has it, without the columns that only say where it belongs; notes every cell."""
    cells[path] = (Position(line.row, 1, line.sheet), "")
    placed: dict[str, Any] = {}
    for heading, column in line.columns.items():
        steps = heading.split(".")
        if heading in drop:
            continue
        cells[(*path, *steps)] = (Position(line.row, column, line.sheet), heading)
        if heading in line.values:
            holder = placed
            for step in steps[:-1]:
                inner = holder.setdefault(step, {})
                holder = inner if isinstance(inner, dict) else {}
            holder[steps[-1]] = line.values[heading]
    for under, lines in line.below.items():
        drops = next([ours for ours, _ in keys] for sheet, _, keys, name in _NESTED if name == under)
        placed[under] = [
            _place(each, (*path, under, index), cells, drops) for index, each in enumerate(lines)
        ]
    return placed
