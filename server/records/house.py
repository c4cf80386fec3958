"""What rules may know of the district: its areas, who works where, how long a case may take. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Area(Protocol):
    """An area as rules see it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def level(self) -> str: ...


class Tree(Protocol):
    """The tree of areas; `server.auth.directory.AreaTree` is one."""

    def get(self, id: str) -> Area | None: ...
    def grid_of(self, id: str) -> str | None: ...
    def community_of(self, id: str) -> str | None: ...
    def grids_under(self, id: str) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Post:
    """An assignment, and the days on which it holds (``to`` included)."""

    id: str
    person: str
    role: str
    area: str
    begins: date
    ends: date | None

    def holds(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


class Deadlines(Protocol):
    """When a case is due that was opened at ``opened`` (with zone)."""

    def due(self, severity: str, service: str | None, opened: datetime) -> datetime: ...


DAYS = {"severe": 1, "ordinary": 3, "minor": 7}
CLOSING = time(18, 0)


class CalendarDays:
    """Where a district says nothing: 1, 3 or 7 calendar days by severity, at 18:00."""

    def due(self, severity: str, service: str | None, opened: datetime) -> datetime:
        day = opened.date() + timedelta(days=DAYS.get(severity, DAYS["ordinary"]))
        return datetime.combine(day, CLOSING, opened.tzinfo)


@dataclass(frozen=True, slots=True)
class ResidentDays:
    """How long, in days, a resident may say "not solved" after an answer, and their name is kept after it."""

    reopen: int = 15
    keep_reporters: int = 180

    def reopens_until(self, closed: date) -> date:
        """The last day on which "not solved" opens a case again that was closed on this one."""
        return closed + timedelta(days=self.reopen)


class House:
    """One day of the district: immutable, every question is answered from memory."""

    def __init__(
        self,
        tree: Tree,
        posts: Iterable[Post],
        day: date,
        zone: ZoneInfo,
        deadlines: Deadlines | None = None,
        residents: ResidentDays | None = None,
    ) -> None:
        self.tree = tree
        self.day = day
        self.zone = zone
        self.deadlines = deadlines or CalendarDays()
        self.residents = residents or ResidentDays()
        self._posts = {post.id: post for post in posts}
        self._leaders: dict[str, Sequence[str]] = {}
        self._grids: dict[str, str] = {}
        self._communities: dict[str, Area | None] = {}
        self.made: dict[tuple[str, ...], str] = {}
        """Ids that rules have made for reasons that come again and again on this day."""

    def grid(self, area: object) -> str | None:
        """The grid of a grid or unit; None for anything else, whatever it is."""
        if not isinstance(area, str):
            return None
        found = self._grids.get(area)
        if found is None and (found := self.tree.grid_of(area)) is not None:
            self._grids[area] = found
        return found

    def community(self, area: str) -> Area | None:
        if area not in self._communities:
            found = self.tree.community_of(area)
            self._communities[area] = self.tree.get(found) if found else None
        return self._communities[area]

    def post(self, id: object) -> Post | None:
        """An assignment that holds today."""
        found = self._posts.get(id) if isinstance(id, str) else None
        return found if found and found.holds(self.day) else None

    def leaders(self, grid: str) -> Sequence[str]:
        """The people who lead a grid today: its leaders, else the secretary of its community."""
        if grid not in self._leaders:
            posts = [post for post in self._posts.values() if post.holds(self.day)]
            for role in ("grid_leader", "community_secretary"):
                found = {
                    post.person
                    for post in posts
                    if post.role == role and grid in self.tree.grids_under(post.area)
                }
                if found:
                    break
            self._leaders[grid] = sorted(found)
        return self._leaders[grid]

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)
