"""An alert is made by a rule and stands in one person's stream; that person says when it was seen."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Ref, Time


class AlertSchema(RecordSchema):
    person = Ref(rule="server", required=True)
    kind = Choice("case_assigned", "case_opened", "case_severe", rule="server", required=True)
    case = Ref("cases", rule="server")
    seen_at = Time(rule="last")


COLLECTIONS = [Collection("alerts", AlertSchema, audience="person")]
