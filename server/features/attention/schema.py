"""Open conflicts and refusals: the engine makes them, every phone of their author shows them."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Anything, Choice, ListOf, Ref, SetOf, Shape, Text, Time

CONFLICT = Shape(
    {
        "field": Text(60, required=True),
        "yours": Anything(),
        "theirs": Anything(),
        "author": Text(36),
        "at": Text(60),
    }
)

SETTLED_FIELD = Shape(
    {"field": Text(60, required=True), "how": Choice("theirs", "mine", "merged", required=True)}
)
"""Of a conflict over several fields, each is settled by itself; `settled` comes with the last of them."""


class AttentionSchema(RecordSchema):
    person = Ref(rule="server", required=True)
    kind = Choice("conflict", "refused", rule="server", required=True)
    mutation = Ref(rule="server")
    of_collection = Text(60, rule="server")
    of_record = Ref(rule="server")
    of_root = Ref(rule="server")
    code = Text(60, rule="server")
    detail = Text(rule="server")
    errors = Anything(rule="server")
    conflicts = ListOf(CONFLICT, rule="server")
    fields_settled = SetOf(SETTLED_FIELD)
    settled = Choice("theirs", "mine", "merged", "corrected", "dismissed", "handed_over", rule="last")
    settled_at = Time(rule="last")


COLLECTIONS = [Collection("attention", AttentionSchema, audience="person")]
