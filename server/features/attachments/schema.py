"""What an attachment is of. Its bytes are a blob named by their SHA-256; it says when they are stored."""

from __future__ import annotations

from server.records.collection import Collection, RecordSchema
from server.records.fields import Choice, Flag, Number, Position, Ref, Sha256, Text, Time, Whole


class AttachmentSchema(RecordSchema):
    parent = Ref(required=True)
    kind = Choice("photo", "voice", "signature", "document")
    blob = Sha256(rule="once", required=True)
    bytes = Whole(0, rule="once")
    type = Text(100, rule="once")
    width = Whole(0, 1_000_000, rule="once")
    height = Whole(0, 1_000_000, rule="once")
    seconds = Number(0, 86_400, rule="once")
    taken_at = Time(rule="once")
    position = Position(rule="once")
    filename = Text(200, rule="once")
    stored = Flag(rule="server")
    stored_at = Time(rule="server")
    refused_code = Text(60, rule="server")


COLLECTIONS = [
    Collection(
        "attachments",
        AttachmentSchema,
        audience="grid",
        roots=("cases", "patrols", "handovers"),
        signing={"kind": ("signature",)},
    ),
]
