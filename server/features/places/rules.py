"""The places of one's area, and for the district's officers all of them; nobody writes them from a phone."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import DISTRICT_WIDE, IN_AREA, grant
from server.records.rules import Rules

POLICY = (
    *grant(IN_AREA, "places", "read", "area"),
    *grant(DISTRICT_WIDE, "places", "read", "district"),
)
RULES: Mapping[str, Rules] = {}
