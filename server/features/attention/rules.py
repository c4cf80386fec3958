"""What needs attention is read and settled by the person they are for."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import ROLES, grant
from server.records.rules import Rules

POLICY = grant(ROLES, "attention", "read edit", "own")
RULES: Mapping[str, Rules] = {}
