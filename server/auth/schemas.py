"""The shapes of sign-in and devices on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from server.api import Schema
from server.auth.passwords import MAX_PASSWORD
from server.ids import UUID_TEXT


class Text(fields.String):
    """A string that both databases can keep: no NUL, no half of a surrogate pair."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None or "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.make_error("invalid")
        return text


class DeviceIn(Schema):
    id = Text(
        validate=validate.Regexp(f"^{UUID_TEXT.pattern}$"),
        allow_none=True,
        metadata={"description": "As given at an earlier sign-in of this installation, or made by it."},
    )
    name = Text(required=True, validate=validate.Length(min=1, max=100))


class SignIn(Schema):
    login = Text(required=True, validate=validate.Length(min=1, max=100))
    password = Text(required=True, validate=validate.Length(min=1, max=MAX_PASSWORD))
    device = fields.Nested(DeviceIn, required=True)


class AssignmentOut(Schema):
    id = fields.String(required=True)
    role = fields.String(required=True)
    area = fields.String(required=True)
    area_name = fields.String(required=True)
    area_level = fields.String(required=True)
    area_code = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", metadata={"description": "First day, ISO date."})
    to = fields.String(required=True, allow_none=True, metadata={"description": "Last day, or null."})
    certified_mediator = fields.Boolean(required=True)


class UserOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    login = fields.String(required=True)
    assignments = fields.List(fields.Nested(AssignmentOut), required=True)


class DeviceOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class SessionOut(Schema):
    user = fields.Nested(UserOut, required=True)
    device = fields.Nested(DeviceOut, required=True)
    scope = fields.Integer(required=True)
    epoch = fields.String(required=True)
    server_time = fields.String(required=True)
    seal_key = fields.String(
        required=True, metadata={"description": "This person's own: 32 bytes, base64url."}
    )
    demonstration = fields.Boolean(
        required=True, metadata={"description": "Whether nothing in this district is real."}
    )


class NewSessionOut(SessionOut):
    token = fields.String(required=True)


class ListedDevice(DeviceOut):
    created_at = fields.String(required=True)
    last_seen = fields.String(required=True)
    current = fields.Boolean(required=True)
    signed_in = fields.Boolean(required=True)


class DeviceList(Schema):
    devices = fields.List(fields.Nested(ListedDevice), required=True)
