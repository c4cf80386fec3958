"""What a district file means for the records that travel to phones: pure.

Every thing becomes the record with its own id and is its own root. A value that is not given is None here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.district.model import (
    Area,
    Assignment,
    Checklist,
    DistrictFile,
    Place,
    Point,
    Station,
)

#: Collection, id of the record, fields.
Written = tuple[str, str, Mapping[str, Any]]


def records(file: DistrictFile) -> Iterator[Written]:
    """The records of everything in a file but its people, larger areas before those inside them."""
    for area in file.areas:
        yield "areas", area.id, _area(area)
    for checklist in file.checklists:
        yield "checklists", checklist.id, _checklist(checklist)
    for station in file.stations:
        yield "stations", station.id, _station(station)
    for place in file.places:
        yield "places", place.id, _place(place)


def assignment_record(assignment: Assignment, person_id: str, person_name: str) -> Written:
    """What colleagues see of who works where."""
    return (
        "assignments",
        assignment.id,
        {
            "person": person_id,
            "person_name": person_name,
            "role": assignment.role,
            "area": assignment.area_id,
            "certified_mediator": assignment.certified_mediator,
            **_days(assignment),
        },
    )


def _area(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "name_en": area.name_en,
        "level": area.level,
        "parent": area.parent_id,
        "type": area.type,
        **_days(area),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "area": place.grid_id,
        "unit": place.unit_id,
        "unit_type": place.unit_type,
        "duty_classes": list(place.duty_classes),
        "address": place.address,
        "position": _position(place.position),
        **_days(place),
    }


def _station(station: Station) -> dict[str, Any]:
    return {
        "code": station.code,
        "name": station.name,
        "area": station.area_id,
        "address": station.address,
        "position": _position(station.position),
        "functions": list(station.functions),
        "hours": {
            day: [f"{opens}-{closes}" for opens, closes in spans] for day, spans in station.hours.items()
        },
        "phone": station.phone,
        **_days(station),
    }


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return {
        "code": checklist.code,
        "edition": checklist.edition,
        "duty_class": checklist.duty_class,
        "name": dict(checklist.name),
        "unit_types": list(checklist.unit_types),
        "questions": [
            {
                "id": question.id,
                "label": dict(question.label),
                "text": dict(question.text),
                "problems": [
                    {"id": problem.id, "text": dict(problem.text), "severity": problem.severity}
                    for problem in question.problems
                ],
            }
            for question in checklist.questions
        ],
        **_days(checklist),
    }


def _position(spot: Point | None) -> dict[str, float] | None:
    return {"lat": spot[1], "lon": spot[0]} if spot else None


def _days(dated: Area | Assignment | Place | Station | Checklist) -> dict[str, str | None]:
    return {
        "valid_from": dated.valid_from.isoformat() if dated.valid_from else None,
        "valid_to": dated.valid_to.isoformat() if dated.valid_to else None,
    }
