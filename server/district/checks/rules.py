"""Rules: exactly one value each, and never two for the same thing on the same day."""

from __future__ import annotations

from server.district.checks.common import check_days, overlap
from server.district.ids import derived_id
from server.district.model import Rule
from server.district.rows import Rows
from server.district.source import Source


def check_rules(source: Source, rows: Rows) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for path, row in rows:
        check_days(source, path, row["valid_from"], row["valid_to"])
        if len(row["value"]) != 1:
            source.fault((*path, "value"), "say exactly one of hours, days")
        if row["code"] == "case_deadline":
            if "severity" not in row["when"]:
                source.fault((*path, "when", "severity"), "this is missing")
        elif row["when"]:
            source.fault((*path, "when"), f"{row['code']} is the same for every case")
        elif "days" not in row["value"]:
            source.fault((*path, "value"), f"{row['code']} is said in days")
        when = dict(sorted(row["when"].items()))
        terms = (f"{key}={word}" for key, word in when.items())
        rule = Rule(
            id=row.get("id") or derived_id("rule", row["code"], *terms, row["valid_from"].isoformat()),
            code=row["code"],
            when=when,
            value=row["value"],
            example=row["example"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        if any((r.code, r.when) == (rule.code, when) and overlap(r, rule) for r in found):
            source.fault((*path, "valid_from"), f"another {rule.code} holds for the same on the same days")
        found.append(rule)
    return tuple(found)
