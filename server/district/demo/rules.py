"""The demo's own values: those of the template for Guangming. Examples: a district sets its own."""

from __future__ import annotations

from typing import Any

from server.district.templates import template

RULES: list[dict[str, Any]] = template("guangming")["rules"]
