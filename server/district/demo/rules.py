"""The demo's deadlines and other days. Examples: a district sets its own."""

from __future__ import annotations

from typing import Any

#: Calendar days by severity, whatever the service.
_DAYS = (("severe", 1), ("ordinary", 3), ("minor", 7))

RULES: list[dict[str, Any]] = [
    {
        "code": "case_deadline",
        "when": {"severity": severity},
        "value": {"days": days},
        "example": True,
        "valid_from": "2023-01-01",
    }
    for severity, days in _DAYS
] + [
    {"code": code, "value": {"days": days}, "example": True, "valid_from": "2023-01-01"}
    for code, days in (("case_reopen", 15), ("reporter_retention", 180))
]
