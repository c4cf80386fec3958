"""Places, written by load; the last check shows on each of them, moved by the rules of inspections."""

from __future__ import annotations

from server.features.words import UNIT_TYPES
from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Day, ListOf, Position, Ref, Text, Time


class PlaceSchema(RecordSchema):
    code = Text(60, rule="server", required=True)
    name = Text(100, rule="server", required=True)
    area = Ref("areas", rule="server", required=True)
    unit = Ref("areas", rule="server")
    unit_type = Choice(*UNIT_TYPES, rule="server")
    duty_classes = ListOf(Text(60, required=True), rule="server")
    address = Text(200, rule="server")
    position = Position(rule="server")
    valid_from = Day(rule="server")
    valid_to = Day(rule="server")
    last_at = Time(rule="server", history=False)
    last_result = Choice("fine", "fixed", "problem", rule="server", history=False)
    last_inspection = Ref("inspections", rule="server", history=False)


COLLECTIONS = [Collection("places", PlaceSchema, audience="grid")]
