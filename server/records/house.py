"""What rules may know of the district: its areas, who works where, how long a case may take. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.calendar.calendar import Calendar
from server.calendar.terms import Term

Matter = Mapping[str, str | None]
"""What the district's rules may ask of a case: request, response_class, channel, source, kind, service and
severity, each with its word or None."""


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
    """What the district says of its clocks, on the day on which a clock begins."""

    def term(self, clock: str, matter: Matter, day: date) -> Term | None:
        """How long a case may take to its notice, meeting or answer; None where it has no such clock."""

    def responsible_role(self, response_class: str, day: date) -> str | None:
        """Who answers for requests of a class."""

    def response_class(self, matter: Matter, day: date) -> str | None:
        """The class of a request that nobody has given one, or None."""


DAYS = {severity: Term("days", days) for severity, days in (("severe", 1), ("ordinary", 3), ("minor", 7))}
ROLES = {"class_1": "street_secretary", "class_2": "street_deputy", "class_3": "community_secretary"}


class CalendarDays:
    """Where a district says nothing: an answer in 1, 3 or 7 calendar days by severity, and no other clock."""

    def term(self, clock: str, matter: Matter, day: date) -> Term | None:
        return DAYS.get(matter.get("severity") or "", DAYS["ordinary"]) if clock == "answer" else None

    def responsible_role(self, response_class: str, day: date) -> str | None:
        return ROLES.get(response_class)

    def response_class(self, matter: Matter, day: date) -> str | None:
        return None


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
        calendar: Calendar | None = None,
    ) -> None:
        self.tree = tree
        self.day = day
        self.zone = zone
        self.deadlines = deadlines or CalendarDays()
        self.calendar = calendar or Calendar()
        self.residents = residents or ResidentDays()
        self._posts = {post.id: post for post in posts}
        self._leaders: dict[str, Sequence[str]] = {}
        self._holders: dict[tuple[str, str], Sequence[Post]] = {}
        self._grids: dict[str, str] = {}
        self._communities: dict[str, Area | None] = {}
        self._local: tuple[datetime, datetime] | None = None
        """The last moment that was asked for: a push asks for its own again and again."""
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
            self._leaders[grid] = sorted(
                {post.person for post in self.holders("grid_leader", grid)}
                or {post.person for post in self.holders("community_secretary", grid)}
            )
        return self._leaders[grid]

    def holders(self, role: str, grid: str) -> Sequence[Post]:
        """Who holds a role today in an area that a grid lies in, in the order of their ids."""
        if (role, grid) not in self._holders:
            self._holders[role, grid] = sorted(
                (
                    post
                    for post in self._posts.values()
                    if post.role == role and post.holds(self.day) and grid in self.tree.grids_under(post.area)
                ),
                key=lambda post: post.id,
            )
        return self._holders[role, grid]

    def local(self, moment: datetime) -> datetime:
        last = self._local
        if last is None or last[0] is not moment:
            last = self._local = (moment, moment.astimezone(self.zone))
        return last[1]
