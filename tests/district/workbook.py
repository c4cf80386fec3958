"""Writes a district file's document as a workbook, the way a clerk would have it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook

Sheets = dict[str, list[dict[str, Any]]]


def flat(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """One row of cells by heading; what has a sheet of its own is left out."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        heading = prefix + name
        match value:
            case dict():
                cells |= flat(value, f"{heading}.")
            case [{}, *_]:
                continue
            case [[_, _], *_]:
                cells[heading] = "; ".join(f"{x}, {y}" for x, y in value)
            case [float() | int(), _]:
                cells[heading] = f"{value[0]}, {value[1]}"
            case list():
                cells[heading] = "; ".join(value)
            case str() if name.startswith("valid_") or name in ("from", "to", "day"):
                cells[heading] = date.fromisoformat(value)
            case None:
                continue
            case _:
                cells[heading] = value
    return cells


def as_sheets(document: Mapping[str, Any]) -> Sheets:
    """Rows of cells for every sheet, nested ones after those that they belong to."""
    sheets: Sheets = {}
    for name, part in document.items():
        sheets[name] = [flat(row) for row in ([part] if isinstance(part, dict) else part)]
    sheets["assignments"] = [
        {"login": person["login"]} | flat(each)
        for person in document["people"]
        for each in person.get("assignments", ())
    ]
    sheets["questions"], sheets["problems"] = [], []
    for checklist in document["checklists"]:
        key = {"checklist": checklist["code"], "edition": checklist["edition"]}
        for question in checklist["questions"]:
            sheets["questions"].append(key | flat(question))
            sheets["problems"] += [
                key | {"question": question["id"]} | flat(each) for each in question["problems"]
            ]
    return sheets


def as_workbook(sheets: Mapping[str, Iterable[Mapping[str, Any]]]) -> bytes:
    """The bytes of a workbook with these sheets; the headings are all names that the rows use."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
