"""The clocks of cases by the district's own dated values (`server.records.house.Deadlines`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from server.calendar.terms import AMBER_PERCENT, Term, Unit
from server.district.tables import rule
from server.records.house import CalendarDays, Deadlines, Matter

TELLING = ("request", "response_class", "channel", "source", "kind", "service", "severity")
"""Of two rules that name equally many things, the one holds whose first name stands before the other's."""
UNITS: Sequence[Unit] = ("minutes", "hours", "days", "working_days")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule of the district: for which cases it holds, on which days, and what it says."""

    code: str
    when: Mapping[str, str]
    value: Mapping[str, int | str]
    valid_from: date
    valid_to: date | None

    def fits(self, matter: Matter, day: date) -> bool:
        holds = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return holds and all(matter.get(name) == word for name, word in self.when.items())


class DistrictDeadlines:
    """Of the rules that fit, the one that says most about the case. What is found is remembered.

    Where the district says nothing, the house's own days hold.
    """

    def __init__(self, rules: Iterable[DatedRule]) -> None:
        self._rules = sorted(rules, key=_precedence)
        self._otherwise: Deadlines = CalendarDays()
        self._found: dict[tuple[object, ...], DatedRule | None] = {}

    def term(self, clock: str, matter: Matter, day: date) -> Term | None:
        found = self._find("case_deadline", {**matter, "clock": clock}, day)
        if found is None:
            return self._otherwise.term(clock, matter, day)
        amber = int(found.value.get("amber_percent", AMBER_PERCENT))
        return next(Term(unit, int(found.value[unit]), amber) for unit in UNITS if unit in found.value)

    def responsible_role(self, response_class: str, day: date) -> str | None:
        found = self._find("responsible_role", {"response_class": response_class}, day)
        return str(found.value["role"]) if found else self._otherwise.responsible_role(response_class, day)

    def response_class(self, matter: Matter, day: date) -> str | None:
        found = self._find("response_class", matter, day)
        return str(found.value["response_class"]) if found else None

    def _find(self, code: str, matter: Matter, day: date) -> DatedRule | None:
        key = (code, day, *matter.items())
        if key not in self._found:
            if len(self._found) >= _MOST:
                self._found.clear()
            fits = (each for each in self._rules if each.code == code and each.fits(matter, day))
            self._found[key] = next(fits, None)
        return self._found[key]


def _precedence(rule: DatedRule) -> tuple[object, ...]:
    named = [TELLING.index(name) for name in rule.when if name in TELLING]
    return -len(named), sorted(named), sorted(rule.when.items())


def read_deadlines(connection: Connection) -> DistrictDeadlines:
    """The district's rules as the database has them now."""
    return DistrictDeadlines(map(_rule, connection.execute(select(rule)).mappings()))


def _rule(row: RowMapping) -> DatedRule:
    """A deadline that names no clock is for the answer."""
    when: dict[str, str] = json.loads(row["conditions"])
    if row["code"] == "case_deadline":
        when.setdefault("clock", "answer")
    return DatedRule(row["code"], when, json.loads(row["value"]), row["valid_from"], row["valid_to"])
