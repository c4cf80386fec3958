"""A hand-over is a record of its own, so that it is made without a network and sent like any other work.

It carries what was refused, word for word, and why; it stands before those who lead its grid and before its
author, and before nobody else. Its photos hang from it. Whoever leads takes it over (and says which record
came of it) or closes it with a word to the author.
"""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Anything, Choice, ListOf, Ref, Shape, Text, Time

PART = Shape(
    {
        "collection": Text(60, required=True),
        "record": Text(36, required=True),
        "fields": Anything(required=True),
        "at": Text(60),
    }
)


class HandoverSchema(RecordSchema):
    area = Ref("areas", required=True)
    mutation = Ref(rule="once")
    of_collection = Text(60, rule="once", required=True)
    of_record = Ref(rule="once", required=True)
    of_root = Ref(rule="once")
    content = Anything(rule="once", required=True)
    parts = ListOf(PART, 100, rule="once")
    code = Text(60, rule="once")
    errors = Anything(rule="once")
    entered_at = Time(rule="once")
    note = Text(500, rule="once")
    outcome = Choice("taken", "closed")
    made = Ref()
    word = Text(500)
    settled_by = Ref("assignments", rule="server")
    settled_at = Time(rule="server")


COLLECTIONS = [Collection("handovers", HandoverSchema, audience="leaders", acts={"area": "move"})]
