"""What a checked district file says, as plain frozen values.

Nothing here knows a database. Dates are whole days of the district; `valid_from` is the first day
something holds and `valid_to` the last one, None meaning "until further notice". Positions and
outlines are WGS-84 in degrees, longitude first as in GeoJSON. Ids are lower-case UUID strings that
stay the same however often a file is read (see `ids.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

#: Longitude and latitude in degrees, WGS-84.
Point = tuple[float, float]

#: The corners of an area in order; the first corner is not repeated at the end.
Ring = tuple[Point, ...]

#: A day ("mon" … "sun") and the ("09:00", "12:00") spans a station is open; no entry means closed.
Hours = Mapping[str, tuple[tuple[str, str], ...]]

#: One text in every language, by language tag.
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class District:
    """The installation's district. `demonstration` is true where nothing in the file is real."""

    code: str
    name: str
    name_en: str | None
    timezone: str
    demonstration: bool
    year: int | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class Area:
    """One area of any level. `path` holds the codes from the district down to this area itself."""

    id: str
    code: str
    name: str
    name_en: str | None
    level: str
    parent: str | None
    parent_id: str | None
    type: str | None
    outline: Ring | None
    valid_from: date
    valid_to: date | None
    replaces: tuple[str, ...]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person's role in one area, from the day `valid_from` to the end of the day `valid_to`."""

    id: str
    role: str
    area: str
    area_id: str
    valid_from: date
    valid_to: date | None
    certified_mediator: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. None means the file does not say: a load leaves that as it is.

    `assignments`, where given, are all that the person has: what is not among them ends.
    """

    id: str
    login: str
    name: str
    password: str | None = field(repr=False)
    disabled: bool | None
    assignments: tuple[Assignment, ...] | None


@dataclass(frozen=True, slots=True)
class Place:
    """Something a round checks. `unit` is None where the file names only the grid."""

    id: str
    code: str
    name: str
    grid: str
    grid_id: str
    unit: str | None
    unit_id: str | None
    unit_type: str | None
    duty_classes: tuple[str, ...]
    address: str
    position: Point | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Station:
    """A place of service; `area` is the smallest area that it stands in and serves first."""

    id: str
    code: str
    name: str
    area: str
    area_id: str
    address: str
    position: Point
    functions: tuple[str, ...]
    hours: Hours
    phone: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that can be wrong about a question, offered as a chip."""

    id: str
    text: Text
    severity: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at. `label` is the word or two that stand in a list, `text` the question."""

    id: str
    label: Text
    text: Text
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One edition of a checklist. Each edition has its own id; questions keep theirs across editions."""

    id: str
    code: str
    edition: int
    duty_class: str
    name: Text
    unit_types: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A district's own value, for example a deadline: which one (`code`, `when`) and how much (`value`)."""

    id: str
    code: str
    when: Mapping[str, str]
    value: Mapping[str, int | str]
    example: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A day off (`working` false) or a working day, as the State Council's notice has it."""

    day: date
    working: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class DistrictFile:
    """A whole checked file. A part that the file leaves out is empty, or None for the district."""

    district: District | None = None
    areas: tuple[Area, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    stations: tuple[Station, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    rules: tuple[Rule, ...] = ()
    working_days: tuple[WorkingDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What an installation already holds, so that a file may name it without repeating it."""

    areas: tuple[Area, ...] = ()
    checklists: tuple[Checklist, ...] = ()


NOTHING_KNOWN = Known()
