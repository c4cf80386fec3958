"""The kinds of field a collection may have: marshmallow fields that check and never coerce.

One field says everything about itself once: `describe()` is what `/api/schema` and the TypeScript types
tell, `fault` is the check, and marshmallow calls that same check. For rules see `sync.protocol.FieldRule`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from server.records import values
from server.records.values import Fault
from sync.protocol import MAX_INTEGER, MAX_TEXT, FieldRule, Json


class Kept(fields.Raw):
    """A field that is kept as it came. ``type`` is its name in `/api/schema`."""

    type = ""

    def __init__(
        self,
        fault: Fault,
        *,
        rule: FieldRule = "ask",
        required: bool = False,
        default: Json = None,
        history: bool = True,
        personal: bool = False,
        **told: Json,
    ) -> None:
        super().__init__(
            required=required,
            allow_none=not required,
            validate=self._check,
            error_messages={"required": values.NEEDED, "null": values.NEEDED},
        )
        self.fault = fault
        self.rule: FieldRule = rule
        self.default = default
        self.history = history
        self.personal = personal
        """It may name a person: shown with its record, never searched or sorted by (no search for people)."""
        self.told = {name: value for name, value in told.items() if value is not None}

    def _check(self, value: Json) -> None:
        wrong = self.fault(value)
        if wrong:
            raise ValidationError(wrong)

    def describe(self) -> dict[str, Json]:
        """``{type, required, rule, choices?, ref?, min?, max?, max_length?, items?, fields?, default?}``."""
        told = {"type": self.type, "required": self.required, "rule": self.rule, **self.told}
        if self.default is not None:
            told["default"] = self.default
        return told


class Text(Kept):
    type = "text"

    def __init__(self, max_length: int = MAX_TEXT, **rest: Any) -> None:
        super().__init__(values.text(max_length, bool(rest.get("required"))), max_length=max_length, **rest)


class Choice(Kept):
    """One of a few words."""

    type = "choice"

    def __init__(self, *choices: str, **rest: Any) -> None:
        super().__init__(values.choice(choices), choices=list(choices), **rest)


class Whole(Kept):
    type = "integer"

    def __init__(self, minimum: int = -MAX_INTEGER, maximum: int = MAX_INTEGER, **rest: Any) -> None:
        super().__init__(values.whole(minimum, maximum), min=minimum, max=maximum, **rest)


class Number(Kept):
    type = "number"

    def __init__(self, minimum: float = -MAX_INTEGER, maximum: float = MAX_INTEGER, **rest: Any) -> None:
        super().__init__(values.number(minimum, maximum), min=minimum, max=maximum, **rest)


class Flag(Kept):
    type = "boolean"

    def __init__(self, **rest: Any) -> None:
        super().__init__(values.flag, **rest)


class Ref(Kept):
    """The id of another record of collection ``to`` (None: any). It may arrive later or not at all."""

    type = "ref"

    def __init__(self, to: str | None = None, **rest: Any) -> None:
        super().__init__(values.identity, ref=to, **rest)


class Sha256(Kept):
    type = "sha256"

    def __init__(self, **rest: Any) -> None:
        super().__init__(values.sha256, **rest)


class Time(Kept):
    """RFC 3339 with offset."""

    type = "time"

    def __init__(self, **rest: Any) -> None:
        super().__init__(values.time, **rest)


class Day(Kept):
    """An ISO date, in the district's zone."""

    type = "date"

    def __init__(self, **rest: Any) -> None:
        super().__init__(values.day, **rest)


class Position(Kept):
    """WGS-84 degrees, accuracy in metres, the time of the fix."""

    type = "position"

    def __init__(self, **rest: Any) -> None:
        parts = {
            "lat": (values.number(-90, 90), True),
            "lon": (values.number(-180, 180), True),
            "accuracy": (values.number(0, 100_000_000), False),
            "at": (values.time, False),
        }
        super().__init__(values.shape(parts), **rest)


class Localized(Kept):
    """``{"zh-CN": text, "en"?: text}``: what a district wrote for people to read."""

    type = "localized"

    def __init__(self, max_length: int = 500, **rest: Any) -> None:
        parts = {
            "zh-CN": (values.text(max_length, True), True),
            "en": (values.text(max_length, False), False),
        }
        super().__init__(values.shape(parts), max_length=max_length, **rest)


class Anything(Kept):
    """Any JSON, for what the server itself wrote down: the two values of a conflict, errors per field."""

    type = "any"

    def __init__(self, **rest: Any) -> None:
        super().__init__(values.anything, **rest)


class Shape(Kept):
    """An object with named parts, used inside lists."""

    type = "object"

    def __init__(self, parts: Mapping[str, Kept], **rest: Any) -> None:
        self.parts = parts
        super().__init__(
            values.shape({name: (part.fault, part.required) for name, part in parts.items()}), **rest
        )

    def describe(self) -> dict[str, Json]:
        return super().describe() | {"fields": {name: _inner(part) for name, part in self.parts.items()}}


class ListOf(Kept):
    """A list whose items are all of one kind; an item is never null."""

    type = "list"

    def __init__(self, item: Kept, max_items: int = 200, **rest: Any) -> None:
        self.item = item
        self.max_items = max_items
        super().__init__(_items(item, max_items), max_items=max_items, **rest)

    def describe(self) -> dict[str, Json]:
        return super().describe() | {"items": _inner(self.item)}


class SetOf(ListOf):
    """A list that is merged by union: read as a list, written as ``{"add"?: [...], "remove"?: [...]}``."""

    def __init__(self, item: Kept, max_items: int = 200, **rest: Any) -> None:
        super().__init__(item, max_items, rule="union", **rest)
        part = _items(item, max_items)
        self.fault = values.shape({"add": (part, False), "remove": (part, False)})


def _items(item: Kept, max_items: int) -> Fault:
    fault = item.fault

    def present(value: Json) -> str | None:
        return values.NEEDED if value is None else fault(value)

    return values.listing(present, max_items)


def _inner(part: Kept) -> dict[str, Json]:
    told = part.describe()
    del told["rule"]
    return told
