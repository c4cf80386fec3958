"""A case is due when the district's own values say so."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.district.deadlines import CaseDeadline, DistrictDeadlines

ZONE = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 11, 23, 9, 40, tzinfo=ZONE)
SINCE = date(2026, 1, 1)

DEADLINES = DistrictDeadlines(
    [
        CaseDeadline({"severity": "ordinary"}, {"days": 2}, date(2025, 1, 1), date(2025, 12, 31)),
        CaseDeadline({"severity": "ordinary"}, {"days": 5}, SINCE, None),
        CaseDeadline({"severity": "ordinary", "service": "legal"}, {"days": 10}, SINCE, None),
        CaseDeadline({"severity": "severe"}, {"hours": 4}, SINCE, None),
    ]
)


@pytest.mark.parametrize(
    ("severity", "service", "opened", "due"),
    [
        ("ordinary", None, OPENED, datetime(2026, 11, 28, 18, 0, tzinfo=ZONE)),
        ("ordinary", "dispute", OPENED, datetime(2026, 11, 28, 18, 0, tzinfo=ZONE)),
        ("ordinary", "legal", OPENED, datetime(2026, 12, 3, 18, 0, tzinfo=ZONE)),
        ("severe", "legal", OPENED, datetime(2026, 11, 23, 13, 40, tzinfo=ZONE)),
        ("ordinary", None, OPENED.replace(year=2025), datetime(2025, 11, 25, 18, 0, tzinfo=ZONE)),
        ("minor", None, OPENED, datetime(2026, 11, 30, 18, 0, tzinfo=ZONE)),
        ("ordinary", None, OPENED.replace(year=2024), datetime(2024, 11, 26, 18, 0, tzinfo=ZONE)),
    ],
)
def test_a_case_is_due_by_the_value_that_says_most_about_it_on_its_day(
    severity: str, service: str | None, opened: datetime, due: datetime
) -> None:
    assert DEADLINES.due(severity, service, opened) == due
