"""Who brought a matter, and how to reach them. Few need to know: not the case's readers, its handlers."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Ref, Text


class ReporterSchema(RecordSchema):
    name = Text(60, personal=True)
    phone = Text(30, personal=True)
    handler = Ref(rule="server", history=False)


COLLECTIONS = [Collection("reporters", ReporterSchema, audience="handlers", roots=("cases",))]
"""``handler`` is the person whom the case is given to."""
