"""One edition of one checklist. Questions and problems keep their ids through all editions."""

from __future__ import annotations

from server.features.words import SEVERITIES, UNIT_TYPES
from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Day, ListOf, Localized, Shape, Text, Whole

PROBLEM = Shape(
    {
        "id": Text(60, required=True),
        "text": Localized(required=True),
        "severity": Choice(*SEVERITIES),
    }
)
QUESTION = Shape(
    {
        "id": Text(60, required=True),
        "label": Localized(60),
        "text": Localized(required=True),
        "problems": ListOf(PROBLEM, 50),
    }
)


class ChecklistSchema(RecordSchema):
    code = Text(60, rule="server", required=True)
    edition = Whole(1, 100_000, rule="server", required=True)
    duty_class = Text(60, rule="server", required=True)
    name = Localized(rule="server", required=True)
    unit_types = ListOf(Choice(*UNIT_TYPES), 5, rule="server")
    valid_from = Day(rule="server")
    valid_to = Day(rule="server")
    questions = ListOf(QUESTION, 100, rule="server", required=True)


COLLECTIONS = [Collection("checklists", ChecklistSchema, audience="district")]
