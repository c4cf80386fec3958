"""What each row of a district file looks like by itself. How rows fit together: `checks/`.

Every schema refuses names it does not know, so that a misspelt column is told and not ignored.
"""

from __future__ import annotations

from marshmallow import Schema, fields

from server.district.fields import (
    Choice,
    Code,
    Day,
    Flag,
    Identifier,
    Localized,
    Many,
    Messages,
    Whole,
    Words,
)
from server.district.where_when import Hours, Outline, Spot
from server.district.words import (
    CHANNELS,
    CLOCKS,
    FUNCTIONS,
    KINDS,
    LEVELS,
    REQUESTS,
    RESPONSE_CLASSES,
    ROLE_LEVELS,
    RULE_CODES,
    SERVICES,
    SEVERITIES,
    SOURCES,
    UNIT_TYPES,
)

#: What a schema says of a name it does not know; `rows.py` puts a helpful sentence in its place.
UNKNOWN = "unknown name"

_MESSAGES = {"type": "this must be an object with named values", "unknown": UNKNOWN}
_NO_LIST: Messages = {
    "required": "this is missing",
    "null": "this may not be null",
    "invalid": "this must be a list",
}
_NO_OBJECT: Messages = {"required": "this is missing", "null": "this may not be null"}


class Row(Schema):
    """A row refuses what it does not know and what is no row at all."""

    error_messages = _MESSAGES


class DistrictRow(Row):
    code = Code(40, required=True)
    name = Words(100, required=True)
    name_en = Words(100)
    timezone = Words(60, load_default="Asia/Shanghai")
    demonstration = Flag(load_default=False)
    year = Whole(1949, 2200)
    note = Localized(1000)


class Dated(Row):
    valid_from = Day(required=True)
    valid_to = Day(allow_none=True, load_default=None)


class AreaRow(Dated):
    id = Identifier()
    code = Code(40, required=True)
    name = Words(100, required=True)
    name_en = Words(100)
    level = Choice(LEVELS, required=True)
    parent = Code(40, allow_none=True)
    type = Choice(UNIT_TYPES, allow_none=True)
    outline = Outline()
    replaces = Many(Code(40), load_default=())


class AssignmentRow(Row):
    id = Identifier()
    role = Choice(ROLE_LEVELS, required=True)
    area = Code(40, required=True)
    from_ = Day(required=True, data_key="from")
    to = Day(allow_none=True, load_default=None)
    certified_mediator = Flag(load_default=False)


class PersonRow(Row):
    id = Identifier()
    login = Code(64, required=True)
    name = Words(60, required=True)
    password = Words(200, least=6, exact=True)
    disabled = Flag()
    assignments = fields.List(fields.Nested(AssignmentRow), error_messages=_NO_LIST)


class PlaceRow(Dated):
    id = Identifier()
    code = Code(60, required=True)
    name = Words(100, required=True)
    area = Code(40, required=True)
    duty_classes = Many(Code(40), least=1, required=True)
    address = Words(200, required=True)
    position = Spot()


class StationRow(Row):
    id = Identifier()
    code = Code(60, required=True)
    name = Words(100, required=True)
    area = Code(40, required=True)
    address = Words(200, required=True)
    position = Spot(required=True)
    functions = Many(Choice(FUNCTIONS), least=1, required=True)
    hours = Hours(required=True)
    phone = Words(30)
    valid_from = Day()
    valid_to = Day(allow_none=True)


class ProblemRow(Row):
    id = Code(40, required=True)
    text = Localized(40, required=True)
    severity = Choice(SEVERITIES, required=True)


class QuestionRow(Row):
    id = Code(40, required=True)
    label = Localized(40, required=True)
    text = Localized(200, required=True)
    problems = fields.List(fields.Nested(ProblemRow), required=True, error_messages=_NO_LIST)


class ChecklistRow(Dated):
    id = Identifier()
    code = Code(40, required=True)
    edition = Whole(1, 10_000, required=True)
    duty_class = Code(40, required=True)
    name = Localized(60, required=True)
    unit_types = Many(Choice(UNIT_TYPES), least=1, required=True)
    questions = fields.List(fields.Nested(QuestionRow), required=True, error_messages=_NO_LIST)


class RuleMatch(Row):
    """What a case must be for a rule to hold. Which names each rule may use: `checks/rules.py`."""

    clock = Choice(CLOCKS)
    request = Choice(REQUESTS)
    response_class = Choice(RESPONSE_CLASSES)
    channel = Choice(CHANNELS)
    source = Choice(SOURCES)
    kind = Choice(KINDS)
    service = Choice(SERVICES)
    severity = Choice(SEVERITIES)


class RuleValue(Row):
    """What then holds; which names each rule needs: `checks/rules.py`."""

    minutes = Whole(1, 100_000)
    hours = Whole(1, 10_000)
    days = Whole(0, 1_000)
    working_days = Whole(0, 1_000)
    amber_percent = Whole(0, 99)
    role = Choice(ROLE_LEVELS)
    response_class = Choice(RESPONSE_CLASSES)


class WorkingDayRow(Row):
    day = Day(required=True)
    working = Flag(required=True)
    name = Words(60)


class RuleRow(Dated):
    id = Identifier()
    code = Choice(RULE_CODES, required=True)
    when = fields.Nested(RuleMatch, load_default=dict, error_messages=_NO_OBJECT)
    value = fields.Nested(RuleValue, required=True, error_messages=_NO_OBJECT)
    example = Flag(load_default=False)
