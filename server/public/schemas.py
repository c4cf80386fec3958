"""The shapes of residents' reports on the wire: unknown keys and wrong types are told, never mended."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import Schema
from server.auth.schemas import Text
from server.public.codes import made_at
from sync.protocol import MAX_TEXT
from sync.reading import is_new_id


class RequestId(Text):
    """A UUIDv7 that the page made and shows to nobody: the same one again is the same request."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not is_new_id(text) or made_at(text) is None:
            raise ValidationError("This must be a UUIDv7 in lower case.")
        return text


class Degrees(fields.Float):
    """A number that JSON wrote as one."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if type(value) not in (int, float) or abs(value) > 1e9 or not math.isfinite(value):
            raise ValidationError("This must be a number.")
        return float(value)


class Mark(fields.Integer):
    """A whole number that JSON wrote as one: not 4.0, not true."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if type(value) is not int:
            raise ValidationError("This must be a whole number.")
        return value


class PositionIn(Schema):
    """WGS-84, as a browser says it."""

    lon = Degrees(required=True, validate=validate.Range(-180, 180))
    lat = Degrees(required=True, validate=validate.Range(-90, 90))
    accuracy = Degrees(validate=validate.Range(0, 100_000_000), metadata={"description": "Metres."})


class PlaceIn(Schema):
    """Exactly one of the three."""

    at = Text(validate=validate.Length(1, 60), metadata={"description": "The code on a poster."})
    area = Text(validate=validate.Length(36, 36), metadata={"description": "An id of /api/public/places."})
    position = fields.Nested(PositionIn)

    @validates_schema
    def _one(self, data: Mapping[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError("Say exactly one of at, area, position.")


def words(most: int, **more: Any) -> Text:
    """Text that is not blank."""
    return Text(validate=[validate.Length(1, most), _not_blank], **more)


def _not_blank(text: str) -> None:
    if not text.strip():
        raise ValidationError("This is needed.")


class ReportIn(Schema):
    id = RequestId(required=True)
    text = words(MAX_TEXT, required=True)
    place = fields.Nested(PlaceIn, required=True)
    phone = Text(
        validate=validate.Regexp(r"^\+?[0-9][0-9 -]{4,28}[0-9]$"),
        metadata={"description": "Only if a call or an SMS is wanted."},
    )
    name = words(60)


class SaidIn(Schema):
    """More words, a mark, or "not solved"."""

    id = RequestId(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["addition", "rating", "not_solved"]))
    text = words(MAX_TEXT)
    mark = Mark(validate=validate.Range(1, 5))

    @validates_schema
    def _fits(self, data: Mapping[str, Any], **_: Any) -> None:
        kind = data["kind"]
        if kind == "addition" and "text" not in data:
            raise ValidationError("This is needed.", "text")
        if (kind == "rating") is not ("mark" in data):
            raise ValidationError("A mark comes with kind rating, and only with it.", "mark")


class StepOut(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["received", "taken", "answered", "added", "rated", "reopened"]),
    )
    at = fields.String(required=True)
    role = fields.String(metadata={"description": "What whoever took it is: never who."})
    text = fields.String()
    mark = fields.Integer()


class PhotosOut(Schema):
    arrived = fields.Integer(required=True)
    refused = fields.Integer(required=True)


class MatterOut(Schema):
    number = fields.String(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["received", "taken", "answered", "withdrawn"])
    )
    text = fields.String(required=True)
    address = fields.String(required=True)
    received_at = fields.String(required=True)
    promised_by = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepOut), required=True)
    photos = fields.Nested(PhotosOut, required=True)
    not_solved_until = fields.String(
        required=True, allow_none=True, metadata={"description": "A day; null where it cannot be said now."}
    )
    mark = fields.Integer(required=True, allow_none=True)
    server_time = fields.String(required=True)


class ReportedOut(Schema):
    code = fields.String(required=True, metadata={"description": "16 digits; told here and nowhere else."})
    digits = fields.String(
        required=True, allow_none=True, metadata={"description": "Null: the phone number's last four."}
    )
    matter = fields.Nested(MatterOut, required=True)


class HeldIn(Schema):
    """The four digits come as a header: an address is what logs keep."""

    digits = fields.String(
        required=True, data_key="Matter-Digits", metadata={"description": "The four digits of the code."}
    )


class PhotoIn(Schema):
    of = RequestId(metadata={"description": "The id of the addition it belongs to; else the report."})


class PhotoOut(Schema):
    photo = fields.String(required=True)


class PlacesIn(Schema):
    street = Text(validate=validate.Length(36, 36))
    at = Text(validate=validate.Length(1, 60))


class NamedOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class CommunityOut(NamedOut):
    buildings = fields.List(fields.Nested(NamedOut), required=True)


class PlacesOut(Schema):
    streets = fields.List(fields.Nested(NamedOut), metadata={"description": "Asked without anything."})
    communities = fields.List(fields.Nested(CommunityOut), metadata={"description": "Asked with a street."})
    place = fields.String(metadata={"description": "Asked with a poster's code: what it stands for."})
