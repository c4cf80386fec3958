"""Alerts are read and seen by the person they are for."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.policy import ROLES, grant
from server.records.rules import Rules

POLICY = grant(ROLES, "alerts", "read edit", "own")
RULES: Mapping[str, Rules] = {}
