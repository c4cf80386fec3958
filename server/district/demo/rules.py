"""The demo's own values: those of the template for Guangming, and the days of residents. All are examples."""

from __future__ import annotations

from typing import Any

from server.district.templates import template

RULES: list[dict[str, Any]] = [
    *template("guangming")["rules"],
    *(
        {"code": code, "value": {"days": days}, "example": True, "valid_from": "2023-01-01"}
        for code, days in (("case_reopen", 15), ("reporter_retention", 180))
    ),
]
