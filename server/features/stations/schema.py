"""Stations, written by load; every phone of the district has them: the nearest one is found offline."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Day, ListOf, Position, Ref, Shape, Text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN = Shape({day: ListOf(Text(11, required=True), 10) for day in DAYS}, rule="server")
"""Spans such as ``09:00-12:00`` by weekday; a day without any is closed."""


class StationSchema(RecordSchema):
    code = Text(60, rule="server", required=True)
    name = Text(100, rule="server", required=True)
    area = Ref("areas", rule="server", required=True)
    address = Text(200, rule="server")
    position = Position(rule="server")
    valid_from = Day(rule="server")
    valid_to = Day(rule="server")
    functions = ListOf(Text(60, required=True), 20, rule="server")
    hours = OPEN
    phone = Text(30, rule="server")


COLLECTIONS = [Collection("stations", StationSchema, audience="district")]
