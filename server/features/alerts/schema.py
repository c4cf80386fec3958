"""An alert is made by a rule and stands in one person's stream; that person says when it was seen.

`case_assigned` and `case_severe` are one for each case, `handover_settled` one for each hand-over that
was settled. `case_opened` is one for each leader, grid and day: it counts the cases that came in since it
was seen last and names the latest, so that a busy morning is one line in the inbox. `case_reopened` (the
resident said "not solved") and `resident_added` are one for each case and person.
"""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Ref, Time, Whole


class AlertSchema(RecordSchema):
    person = Ref(rule="server", required=True)
    kind = Choice(
        "case_assigned", "case_opened", "case_severe", "handover_settled", "case_reopened", "resident_added",
        rule="server", required=True,
    )  # fmt: skip
    case = Ref("cases", rule="server", history=False)
    handover = Ref("handovers", rule="server", history=False)
    area = Ref("areas", rule="server")
    count = Whole(0, rule="server", history=False)
    seen_at = Time(rule="last", history=False)


COLLECTIONS = [Collection("alerts", AlertSchema, audience="person")]
