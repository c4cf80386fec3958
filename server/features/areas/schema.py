"""Areas travel to phones, so that names and the tree show without a network. Written by load only."""

from __future__ import annotations

from server.features.words import UNIT_TYPES
from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Day, Ref, Text

LEVELS = ("district", "street", "community", "grid", "unit")


class AreaSchema(RecordSchema):
    code = Text(60, rule="server", required=True)
    name = Text(100, rule="server", required=True)
    name_en = Text(100, rule="server")
    level = Choice(*LEVELS, rule="server", required=True)
    parent = Ref("areas", rule="server")
    type = Choice(*UNIT_TYPES, rule="server")
    valid_from = Day(rule="server")
    valid_to = Day(rule="server")


COLLECTIONS = [Collection("areas", AreaSchema, audience="area")]
