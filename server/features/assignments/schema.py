"""Assignments as colleagues see them: a leader picks a face to give a case to. Written by the server only."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Day, Flag, Ref, Text


class AssignmentSchema(RecordSchema):
    person = Ref(rule="server", required=True)
    person_name = Text(60, rule="server", required=True)
    role = Text(60, rule="server", required=True)
    area = Ref("areas", rule="server", required=True)
    valid_from = Day(rule="server")
    valid_to = Day(rule="server")
    certified_mediator = Flag(rule="server")


COLLECTIONS = [Collection("assignments", AssignmentSchema, audience="assignment")]
