"""The one place that knows what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app


class Clock:
    """Gives aware UTC times. With a clock file (tests) every "now" is read from it, at each call."""

    def __init__(self, zone: ZoneInfo, file: Path | None = None) -> None:
        self.zone = zone
        self._file = file

    def now(self) -> datetime:
        if self._file is None:
            return datetime.now(UTC)
        now = datetime.fromisoformat(self._file.read_text("utf-8").strip())
        if now.tzinfo is None:
            raise ValueError(f"{self._file}: a time needs its offset")
        return now.astimezone(UTC)

    def local(self) -> datetime:
        """Now, as the district's people read it off their clocks."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """The district's day."""
        return self.local().date()

    def midnight(self, day: date) -> datetime:
        """The moment at which a day of the district begins, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def clock() -> Clock:
    """The clock of the running application."""
    found: Clock = current_app.extensions["gridwalk.clock"]
    return found


def rfc3339(moment: datetime) -> str:
    """An aware time as the wire writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hours_before(moment: datetime, hours: float) -> datetime:
    return moment - timedelta(hours=hours)
