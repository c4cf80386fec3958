"""The colleagues of one's area, for the district's officers all of them; nobody writes them from a phone."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import DISTRICT_WIDE, IN_AREA, grant
from server.records.rules import Rules

POLICY = (
    *grant(IN_AREA, "assignments", "read", "area"),
    *grant(DISTRICT_WIDE, "assignments", "read", "district"),
)
RULES: Mapping[str, Rules] = {}
