"""Who may add a photo, voice note, signature or document to a record, and who takes it back."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import DISTRICT_WIDE, IN_AREA, LEADING, grant
from server.records.rules import Rules

POLICY = (
    *grant(IN_AREA, "attachments", "read", "area"),
    *grant(DISTRICT_WIDE, "attachments", "read", "district"),
    *grant(("patroller", "mediator", *LEADING), "attachments", "create", "area"),
    *grant(("patroller", "mediator"), "attachments", "edit void", "own"),
    *grant(LEADING, "attachments", "edit void", "area"),
)
RULES: Mapping[str, Rules] = {}
