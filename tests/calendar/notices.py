"""The State Council's notices 国务院办公厅关于节假日安排的通知 for 2024 to 2026, day by day.

`OFF`: first and last day of each holiday. `WORKED`: the make-up days. All other days are what their weekday
says. 2024: 国办发明电〔2023〕7号; 2025: 国办发明电〔2024〕12号; 2026: 国办发明电〔2025〕7号.
"""

from __future__ import annotations

from datetime import date, timedelta

OFF = {
    "元旦": [("2024-01-01", "2024-01-01"), ("2025-01-01", "2025-01-01"), ("2026-01-01", "2026-01-03")],
    "春节": [("2024-02-10", "2024-02-17"), ("2025-01-28", "2025-02-04"), ("2026-02-15", "2026-02-23")],
    "清明节": [("2024-04-04", "2024-04-06"), ("2025-04-04", "2025-04-06"), ("2026-04-04", "2026-04-06")],
    "劳动节": [("2024-05-01", "2024-05-05"), ("2025-05-01", "2025-05-05"), ("2026-05-01", "2026-05-05")],
    "端午节": [("2024-06-10", "2024-06-10"), ("2025-05-31", "2025-06-02"), ("2026-06-19", "2026-06-21")],
    "中秋节": [("2024-09-15", "2024-09-17"), ("2026-09-25", "2026-09-27")],
    "国庆节": [("2024-10-01", "2024-10-07"), ("2025-10-01", "2025-10-08"), ("2026-10-01", "2026-10-07")],
}
WORKED = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
    "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def holidays() -> frozenset[date]:
    spans = [span for each in OFF.values() for span in each]
    return frozenset(
        day for first, last in spans for day in days(date.fromisoformat(first), date.fromisoformat(last))
    )


def worked(day: date) -> bool:
    """Whether the notices have people at work on a day of 2024 to 2026."""
    if day in holidays():
        return False
    return day.isoformat() in WORKED or day.weekday() < 5
