"""A patrol is a round (daily, called by an event, or a campaign's); its inspections hang from it."""

from __future__ import annotations

from server.features.words import SEVERITIES
from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, ListOf, Position, Ref, Shape, Text, Time, Whole

FINDING = Shape(
    {
        "question": Text(60, required=True),
        "problem": Text(60),
        "severity": Choice(*SEVERITIES),
    }
)


class PatrolSchema(RecordSchema):
    area = Ref("areas", required=True)
    kind = Choice("daily", "instant", "special", required=True)
    started_at = Time(rule="last")
    ended_at = Time(rule="last")
    reason = Text(500)
    case = Ref("cases")
    duty_class = Text(60)
    start_by = Time()


class InspectionSchema(RecordSchema):
    place = Ref("places", required=True)
    checklist = Ref("checklists")
    edition = Whole(1, 100_000)
    result = Choice("fine", "fixed", "problem", required=True)
    findings = ListOf(FINDING, 100)
    text = Text()
    severity = Choice(*SEVERITIES)
    position = Position()
    case = Ref("cases")
    inspected_at = Time()


COLLECTIONS = [
    Collection("patrols", PatrolSchema, audience="grid", acts={"area": "move"}),
    Collection("inspections", InspectionSchema, audience="grid", roots=("patrols",)),
]
