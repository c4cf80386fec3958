"""Rules: each says what its kind may say, and never two for the same thing on the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.district.checks.common import check_days, overlap
from server.district.faults import Path
from server.district.ids import derived_id
from server.district.model import Rule
from server.district.rows import Rows
from server.district.source import Source

SPANS = ("minutes", "hours", "days", "working_days")
MATTER = ("request", "channel", "source", "kind", "service", "severity")

#: By code: what `when` may name, of which `value` it takes exactly one, and what `value` may say beside it.
MAY_SAY: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "case_deadline": (("clock", "response_class", *MATTER), SPANS, ("amber_percent",)),
    "responsible_role": (("response_class",), ("role",), ()),
    "response_class": (MATTER, ("response_class",), ()),
    "case_reopen": ((), ("days",), ()),
    "reporter_retention": ((), ("days",), ()),
}


def check_rules(source: Source, rows: Rows) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for path, row in rows:
        check_days(source, path, row["valid_from"], row["valid_to"])
        _check_names(source, path, row)
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


def _check_names(source: Source, path: Path, row: Mapping[str, Any]) -> None:
    """Every name is known by itself; here it has to belong to this kind of rule."""
    code = row["code"]
    when, one_of, beside = MAY_SAY[code]
    for name in row["when"].keys() - set(when):
        source.fault((*path, "when", name), f"a {code} does not depend on this", key=True)
    for name in row["value"].keys() - {*one_of, *beside}:
        source.fault((*path, "value", name), f"a {code} does not say this", key=True)
    if code == "responsible_role" and not row["when"]:
        source.fault((*path, "when"), "say for which response_class")
    if len(row["value"].keys() & set(one_of)) != 1:
        wanted = f"exactly one of {', '.join(one_of)}" if len(one_of) > 1 else one_of[0]
        source.fault((*path, "value"), f"say {wanted}")
