"""What a spreadsheet cell means. Spreadsheets have one kind of number and no lists, so columns decide.

A list is written with semicolons (`appeals; legal_advice`), a position as `113.93, 22.75`, an outline
as positions with semicolons between them. A code that the spreadsheet took for a number becomes text
again, and a date that it understood becomes YYYY-MM-DD.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

_WHOLE = frozenset(
    {
        "edition",
        "year",
        *(f"value.{name}" for name in ("minutes", "hours", "days", "working_days", "amber_percent")),
    }
)
_FLAGS = frozenset({"demonstration", "disabled", "certified_mediator", "example", "working"})
_LISTS = frozenset({"replaces", "functions", "duty_classes", "unit_types"})

_YES = frozenset({"true", "yes", "是"})
_NO = frozenset({"false", "no", "否"})


def as_value(heading: str, cell: Any) -> Any:
    """The value JSON would have under `heading`; what cannot be understood stays as it is for the checks."""
    if isinstance(cell, datetime | date):
        return _day(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    if heading in _WHOLE:
        return int(cell) if isinstance(cell, str) and cell.strip().isdecimal() else cell
    if heading in _FLAGS:
        return _flag(cell)
    text = str(cell).strip() if isinstance(cell, str | int | float | time) else cell
    if not isinstance(text, str) or isinstance(cell, bool):
        return cell
    if heading == "position":
        return _point(text)
    if heading == "outline":
        return [_point(each) for each in _list(text)]
    if heading in _LISTS or heading.startswith("hours."):
        return _list(text)
    return cell if isinstance(cell, str) and heading == "password" else text


def _day(cell: datetime | date) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return cell.isoformat()


def _flag(cell: Any) -> Any:
    word = cell.strip().lower() if isinstance(cell, str) else cell
    if word in _YES:
        return True
    return False if word in _NO else cell


def _list(text: str) -> list[str]:
    return [
        part.strip() for part in text.replace("；", ";").split(";") if part.strip()
    ]  # typed by Chinese keyboards


def _point(text: str) -> Any:
    try:
        return [float(part) for part in text.replace("，", ",").split(",")]  # as above
    except ValueError:
        return text
