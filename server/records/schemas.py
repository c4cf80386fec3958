"""What the endpoints of records take and give, for checking questions and for `/api/openapi.json`."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validate

from server.api import Schema
from server.records.policy import ACTIONS, RELATIONS
from server.records.reading import MAX_PAGE, MAX_PER_PAGE, PER_PAGE
from sync.protocol import MAX_CHANGES, MAX_MUTATIONS


class MutationIn(Schema):
    """What a person did. See the protocol for the words; each mutation is judged by itself."""

    id = fields.UUID(required=True)
    collection = fields.String(required=True)
    record = fields.UUID(required=True)
    root = fields.UUID(required=True)
    base = fields.Integer(required=True, strict=True)
    epoch = fields.String(required=True, allow_none=True)
    fields_ = fields.Dict(keys=fields.String(), required=True, data_key="fields")
    at = fields.AwareDateTime(required=True)
    as_ = fields.UUID(required=True, data_key="as")
    scope = fields.Integer(required=True, strict=True)
    schema = fields.Integer(required=True, strict=True)


class SyncIn(Schema):
    protocol = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    epoch = fields.String(allow_none=True)
    phone_time = fields.String(allow_none=True)
    scope = fields.Integer(allow_none=True, strict=True)
    mutations = fields.List(fields.Nested(MutationIn), validate=validate.Length(max=MAX_MUTATIONS))
    cursors = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True))
    limit = fields.Integer(strict=True, validate=validate.Range(1, MAX_CHANGES))
    check = fields.Boolean(metadata={"description": "The digests of all streams are wanted."})
    mismatched = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(["found", "stays"])),
        metadata={"description": "Streams that differ from their digest on this phone."},
    )


class ConflictOut(Schema):
    field = fields.String(required=True)
    yours = fields.Raw(allow_none=True)
    theirs = fields.Raw(allow_none=True)
    author = fields.String(allow_none=True)
    at = fields.String(allow_none=True)


class ReceiptOut(Schema):
    mutation = fields.String(required=True, allow_none=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(["applied", "conflict", "refused", "retry"])
    )
    version = fields.Integer()
    repeated = fields.Boolean()
    voided = fields.Boolean()
    late_scope = fields.Boolean()
    code = fields.String()
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    conflicts = fields.List(fields.Nested(ConflictOut))


class RecordOut(Schema):
    collection = fields.String(required=True)
    record = fields.UUID(required=True)
    root = fields.UUID(required=True)
    version = fields.Integer(required=True)
    fields_ = fields.Dict(keys=fields.String(), required=True, data_key="fields")


class ChangeOut(Schema):
    streams = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    collection = fields.String(required=True)
    record = fields.UUID(required=True)
    root = fields.UUID()
    version = fields.Integer()
    fields_ = fields.Dict(keys=fields.String(), data_key="fields")
    gone = fields.Boolean()


class SyncOut(Schema):
    protocol = fields.Integer(required=True)
    epoch = fields.String(required=True)
    server_time = fields.AwareDateTime(required=True)
    backed_up = fields.AwareDateTime(required=True, allow_none=True)
    receipts = fields.List(fields.Nested(ReceiptOut), required=True)
    scope = fields.Integer(required=True)
    streams = fields.List(fields.String())
    restarted = fields.List(fields.String())
    changes = fields.List(fields.Nested(ChangeOut), required=True)
    cursors = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    more = fields.Boolean(required=True)
    digests = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Integer(), validate=validate.Length(equal=2)),
        metadata={"description": "Count and digest by stream, when `more` is false."},
    )


class PageNumber(fields.Integer):
    """Digits of an address, and only those that everybody writes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not re.fullmatch("[0-9]{1,6}", str(value), re.ASCII):
            raise self.make_error("invalid")
        found: int = super()._deserialize(value, attr, data, **kwargs)
        return found


class ListIn(Schema):
    where = fields.String(
        load_default="{}",
        validate=validate.Length(max=8_000),
        metadata={
            "description": "JSON: field → value, or field → {eq|ne|lt|lte|gt|gte|in|contains: value}.",
            "example": '{"status": {"ne": "closed"}}',
        },
    )
    sort = fields.String(
        load_default="-id",
        validate=validate.Length(max=200),
        metadata={"description": "Field or -field, up to three with commas."},
    )
    page = PageNumber(load_default=1, validate=validate.Range(1, MAX_PAGE))
    per_page = PageNumber(load_default=PER_PAGE, validate=validate.Range(1, MAX_PER_PAGE))


class ListOut(Schema):
    records = fields.List(fields.Nested(RecordOut), required=True)
    page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)
    total = fields.Integer(required=True)


class KeptOut(Schema):
    mutation = fields.String(required=True)
    person = fields.String(required=True)
    body = fields.Raw(required=True)
    receipt = fields.Nested(ReceiptOut, required=True)
    kept_until = fields.AwareDateTime(required=True)


class CollectionOut(Schema):
    schema = fields.Integer(required=True)
    root = fields.String(required=True)
    roots = fields.List(fields.String(), required=True)
    fields_ = fields.Dict(keys=fields.String(), values=fields.Dict(), required=True, data_key="fields")
    steps = fields.Dict()


class SchemaOut(Schema):
    collections = fields.Dict(keys=fields.String(), values=fields.Nested(CollectionOut), required=True)
    limits = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class GrantOut(Schema):
    role = fields.String(required=True)
    collection = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    relation = fields.String(required=True, validate=validate.OneOf(RELATIONS))
