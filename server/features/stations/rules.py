"""Every member of staff reads the stations of the district; nobody writes them from a phone."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import STAFF, grant
from server.records.rules import Rules

POLICY = grant(STAFF, "stations", "read", "district")
RULES: Mapping[str, Rules] = {}
