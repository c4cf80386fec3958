"""How long residents may say "not solved", and how long their names are kept: the district's dated values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, or_, select

from server.district.tables import rule
from server.records.house import ResidentDays


def read_resident_days(connection: Connection, day: date) -> ResidentDays:
    """As the district's rules have it on this day; what they do not say is the house's own value."""
    names = {"case_reopen": "reopen", "reporter_retention": "keep_reporters"}
    holds = (rule.c.valid_from <= day, or_(rule.c.valid_to.is_(None), rule.c.valid_to >= day))
    found = connection.execute(select(rule.c.code, rule.c.value).where(rule.c.code.in_(names), *holds))
    return replace(ResidentDays(), **{names[row.code]: json.loads(row.value)["days"] for row in found})
