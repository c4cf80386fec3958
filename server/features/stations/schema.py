"""Stations, written by load; every phone of the district has them: the nearest one is found offline."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import ListOf, Position, Ref, Text


class StationSchema(RecordSchema):
    code = Text(60, rule="server", required=True)
    name = Text(100, rule="server", required=True)
    area = Ref("areas", rule="server", required=True)
    address = Text(200, rule="server")
    position = Position(rule="server")
    functions = ListOf(Text(60, required=True), 20, rule="server")
    hours = Text(200, rule="server")
    phone = Text(30, rule="server")


COLLECTIONS = [Collection("stations", StationSchema, audience="district")]
