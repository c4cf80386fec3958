"""A case, the people it concerns, and its timeline. Its course is appended as entries, never assigned."""

from __future__ import annotations

from server.features.words import SEVERITIES
from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Day, ListOf, Position, Ref, SetOf, Shape, Text, Time, Whole

STEPS = {
    "accept": {"from": ["open"], "to": "in_progress"},
    "start": {"from": ["open"], "to": "in_progress"},
    "hand_over": {"from": ["open", "in_progress"]},
    "answer": {"from": ["open", "in_progress"], "to": "closed"},
    "reopen": {"from": ["closed"], "to": "open"},
    "not_solved": {"from": ["closed"], "to": "open"},
}
"""What moves a case from which status to which. ``answer`` and ``not_solved`` are kinds of entries, the
others are entries of kind step."""

RESIDENTS = ("addition", "rating", "not_solved")
"""Kinds of entries that only a guest makes: what the resident adds, thinks of the answer, does not accept."""


class CaseSchema(RecordSchema):
    area = Ref("areas", required=True)
    text = Text(4_000, required=True)
    kind = Choice(
        "dispute", "hazard", "facility", "environment", "order", "service", "other", default="other"
    )
    service = Choice("dispute", "legal", "psychological", "assistance", "complaint")
    severity = Choice(*SEVERITIES, default="ordinary")
    channel = Choice(
        "patrol", "station", "hotline", "web", "qr", "secretary_online", "forum", "clue", default="patrol"
    )
    place = Ref("places")
    address = Text(200)
    people_count = Whole(0, 100_000)
    inspection = Ref("inspections")
    patrol = Ref("patrols")
    assignee = Ref("assignments")
    position = Position()
    tags = SetOf(Text(60, required=True), 50)
    number = Text(100, rule="server")
    status = Choice("open", "in_progress", "closed", rule="server")
    opened_at = Time(rule="server")
    due_at = Time(rule="server")
    closed_at = Time(rule="server")
    answer = Ref("entries", rule="server")
    assigned_at = Time(rule="server", history=False)
    reporter = Ref("reporters", rule="server")
    last_entry_at = Time(rule="server", history=False)
    entry_count = Whole(0, rule="server", history=False)


class PartySchema(RecordSchema):
    name = Text(60, required=True, personal=True)
    side = Choice("party_a", "party_b", "other")
    phone = Text(30, personal=True)
    note = Text(500, personal=True)


WANT = Shape({"who": Text(60), "wants": Text(2_000)})
TERM = Shape({"text": Text(1_000, required=True), "due": Day(), "amount_fen": Whole(0)})


class EntrySchema(RecordSchema):
    kind = Choice("note", "visit", "mediation", "step", "answer", *RESIDENTS, required=True, rule="once")
    text = Text(4_000, personal=True)
    visit_result = Choice("met", "nobody_home", "declined")
    spoke = ListOf(Text(60, required=True), 100, personal=True)
    wants = ListOf(WANT, 100)
    agreed = Text(4_000, personal=True)
    terms = ListOf(TERM, 100)
    step = Choice("accept", "start", "hand_over", "reopen", rule="once")
    answer_channel = Choice("in_person", "phone", "message", "letter")
    answered_at = Time()
    mark = Whole(1, 5, rule="once")
    position = Position()


COLLECTIONS = [
    Collection(
        "cases",
        CaseSchema,
        audience="grid",
        acts={"assignee": "assign", "area": "move"},
        steps=STEPS,
    ),
    Collection("parties", PartySchema, audience="grid", roots=("cases",)),
    Collection(
        "entries",
        EntrySchema,
        audience="grid",
        roots=("cases",),
        beginnings={
            ("kind", "answer"): "answer",
            ("step", "reopen"): "reopen",
            **{("kind", kind): "respond" for kind in RESIDENTS},
        },
    ),
]
