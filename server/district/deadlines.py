"""When a case is due, by the district's own dated values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, select

from server.district.tables import rule
from server.records.house import CLOSING, CalendarDays, Deadlines


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """A rule `case_deadline`: for whom it holds, on which days, and how long a case may take."""

    when: Mapping[str, str]
    value: Mapping[str, int]
    valid_from: date
    valid_to: date | None

    def fits(self, matter: Mapping[str, str | None], day: date) -> bool:
        holds = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return holds and all(matter.get(name) == word for name, word in self.when.items())


class DistrictDeadlines:
    """`server.records.house.Deadlines`: of the rules that fit, the one that says most about the case.

    Days end when the stations close; where the district says nothing, the house's own days hold.
    """

    def __init__(self, rules: Sequence[CaseDeadline]) -> None:
        self._rules = sorted(rules, key=lambda each: -len(each.when))
        self._otherwise: Deadlines = CalendarDays()
        self._found: tuple[datetime, dict[tuple[str, str | None], datetime]] | None = None
        """What was found for one moment: a push opens all its cases at the same one."""

    def due(self, severity: str, service: str | None, opened: datetime) -> datetime:
        found = self._found
        if found is None or found[0] is not opened:
            found = self._found = (opened, {})
        due = found[1].get((severity, service))
        if due is None:
            due = found[1][severity, service] = self._look_up(severity, service, opened)
        return due

    def _look_up(self, severity: str, service: str | None, opened: datetime) -> datetime:
        matter = {"severity": severity, "service": service}
        for each in self._rules:
            if each.fits(matter, opened.date()):
                if "hours" in each.value:
                    return opened + timedelta(hours=each.value["hours"])
                day = opened.date() + timedelta(days=each.value["days"])
                return datetime.combine(day, CLOSING, opened.tzinfo)
        return self._otherwise.due(severity, service, opened)


def read_deadlines(connection: Connection) -> DistrictDeadlines:
    """The district's deadlines as the database has them now."""
    found = connection.execute(select(rule).where(rule.c.code == "case_deadline").order_by(rule.c.id))
    return DistrictDeadlines([_deadline(row) for row in found.mappings()])


def _deadline(row: RowMapping) -> CaseDeadline:
    return CaseDeadline(
        json.loads(row["conditions"]), json.loads(row["value"]), row["valid_from"], row["valid_to"]
    )
