"""Lists of records for those who work online: what may be asked, as conditions in SQL.

``where`` is a JSON object: field → value, or field → ``{operation: value}``. Field and operation are
looked up, values are checked like a phone's; nothing that somebody wrote becomes part of a statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.records import values
from server.records.collection import Collection
from server.records.fields import Kept, ListOf, Ref
from server.records.values import Fault
from sync.protocol import Json

MAX_TERMS = 20
MAX_IN = 200
MAX_SORT = 3
PERSONAL = "People are not searched for: ask for the case, and read who is in it."
ORDER = {"eq": "=", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_COMPARED = ("integer", "number", "time", "date", "text", "choice", "ref", "sha256")
_EXTRA = {"id": "id", "record": "id", "root": "root"}


class BadQuestion(Exception):
    """What is wrong with a question, by its parts."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL with `?` for each of ``values``."""

    sql: str
    values: tuple[Any, ...] = ()


class Columns:
    """The fields of a collection as expressions of one of the two databases."""

    def __init__(self, collection: Collection, *, sqlite: bool) -> None:
        self._fields = collection.fields
        self._sqlite = sqlite

    def field(self, name: str) -> Kept | None:
        return Ref() if name in _EXTRA else self._fields.get(name)

    def text(self, name: str) -> str:
        if name in _EXTRA:
            return f"record.{_EXTRA[name]}"
        if self._sqlite:
            return f"json_extract(record.fields, '$.{name}')"
        return f"(record.fields::jsonb ->> '{name}')"

    def ordered(self, name: str) -> str:
        """In the order of its kind: times by moment, text by code point, numbers by size."""
        kind = self._kind(name)
        text = self.text(name)
        if kind == "time":
            return f"julianday({text})" if self._sqlite else f"({text})::timestamptz"
        if self._sqlite:
            return text
        if kind in ("integer", "number"):
            return f"({text})::numeric"
        return f'{text} COLLATE "C"'

    def mark(self, name: str) -> str:
        """The place of a value that is compared with `ordered`."""
        kind = self._kind(name)
        if kind == "time":
            return "julianday(?)" if self._sqlite else "?::timestamptz"
        if self._sqlite:
            return "?"
        return "?::numeric" if kind in ("integer", "number") else "?::text"

    def value(self, value: Json) -> Any:
        if isinstance(value, bool):
            return int(value) if self._sqlite else str(value).lower()
        return value

    def found_in(self, name: str) -> str:
        """Whether the list of that name holds a value."""
        if self._sqlite:
            return f"EXISTS (SELECT 1 FROM json_each(record.fields, '$.{name}') WHERE value = ?)"
        return f"COALESCE(record.fields::jsonb -> '{name}' @> to_jsonb(?::text), false)"

    def holds(self, name: str) -> str:
        """Whether the text of that name holds a piece of text."""
        return f"instr({self.text(name)}, ?) > 0" if self._sqlite else f"strpos({self.text(name)}, ?) > 0"

    def _kind(self, name: str) -> str:
        field = self.field(name)
        return field.type if field else ""


def conditions(where: Json, columns: Columns) -> list[Condition]:
    """All of which must hold. Raises `BadQuestion`."""
    if not isinstance(where, dict):
        raise BadQuestion({"where": ["This must be a JSON object."]})
    if len(where) > MAX_TERMS:
        raise BadQuestion({"where": [f"At most {MAX_TERMS} fields."]})
    found: list[Condition] = []
    errors: dict[str, Sequence[str]] = {}
    for name, asked in where.items():
        field = columns.field(name)
        if field is None:
            errors[values.shown(name)] = [values.UNKNOWN]
            continue
        if field.personal:
            errors[name] = [PERSONAL]
            continue
        operations = asked if isinstance(asked, dict) else {"eq": asked}
        if len(operations) > MAX_TERMS or not operations:
            errors[name] = ["Ask something of it."]
        for operation, value in list(operations.items())[:MAX_TERMS]:
            condition = _condition(name, field, operation, value, columns)
            if isinstance(condition, str):
                errors[name] = [condition]
            else:
                found.append(condition)
    if errors:
        raise BadQuestion(errors)
    return found


def order(sort: str, columns: Columns) -> str:
    """``field`` or ``-field``, up to three with commas; ids at last, so that pages do not overlap."""
    parts: list[str] = []
    for word in sort.split(","):
        name = word.removeprefix("-")
        field = columns.field(name)
        if field is None or field.personal or field.type not in (*_COMPARED, "boolean"):
            raise BadQuestion({"sort": [f"{values.shown(name)}: this cannot be sorted by."]})
        parts.append(f"{columns.ordered(name)} {'DESC' if word.startswith('-') else 'ASC'} NULLS LAST")
    if len(parts) > MAX_SORT:
        raise BadQuestion({"sort": [f"At most {MAX_SORT} fields."]})
    return ", ".join([*parts, "record.id DESC"])


def _condition(name: str, field: Kept, operation: str, value: Json, columns: Columns) -> Condition | str:
    if isinstance(field, ListOf):
        return _of_list(name, field, operation, value, columns)
    if operation == "contains":
        wrong = values.text(200, True)(value) if field.type == "text" else "This cannot be searched."
        return wrong or Condition(columns.holds(name), (value,))
    if operation == "in":
        return _among(name, field, value, columns)
    if operation not in ORDER:
        return f"{values.shown(operation)}: no such operation."
    if value is None:
        if operation not in ("eq", "ne"):
            return "Nothing comes before or after null."
        return Condition(f"{columns.text(name)} IS {'NOT ' if operation == 'ne' else ''}NULL")
    if field.type not in _COMPARED and (operation not in ("eq", "ne") or field.type != "boolean"):
        return "This cannot be compared."
    if wrong := _fault(field)(value):
        return wrong
    there, mark = columns.ordered(name), columns.mark(name)
    if operation == "ne":
        return Condition(f"({columns.text(name)} IS NULL OR {there} != {mark})", (columns.value(value),))
    return Condition(f"{there} {ORDER[operation]} {mark}", (columns.value(value),))


def _among(name: str, field: Kept, value: Json, columns: Columns) -> Condition | str:
    if field.type not in _COMPARED:
        return "This cannot be compared."
    if not isinstance(value, list) or not 0 < len(value) <= MAX_IN:
        return f"A list of 1 to {MAX_IN} values."
    for part in value:
        if wrong := _fault(field)(part):
            return wrong
    marks = ", ".join([columns.mark(name)] * len(value))
    return Condition(f"{columns.ordered(name)} IN ({marks})", tuple(columns.value(part) for part in value))


def _of_list(name: str, field: ListOf, operation: str, value: Json, columns: Columns) -> Condition | str:
    if operation not in ("eq", "contains") or field.item.type not in ("text", "choice", "ref"):
        return "Of a list one can only ask what it contains."
    return _fault(field.item)(value) or Condition(columns.found_in(name), (value,))


def _fault(field: Kept) -> Fault:
    """A choice may be asked for by any short text: who asks may know more words than we do."""
    return values.text(200, False) if field.type in ("choice", "text") else field.fault
