"""Every member of staff reads the areas of the district; nobody writes them from a phone."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import STAFF, grant
from server.records.rules import Rules

POLICY = grant(STAFF, "areas", "read", "district")
RULES: Mapping[str, Rules] = {}
