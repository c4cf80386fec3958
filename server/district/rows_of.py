"""What a district file means for the typed tables of areas, people and values: pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from server.district.model import Area, Assignment, District, DistrictFile, Known, Rule, WorkingDay

Values = dict[str, Any]


def area_rows(file: DistrictFile, known: Known) -> Iterator[Values]:
    """Rows of `area`, parents first."""
    ids = {area.code: area.id for area in (*known.areas, *file.areas)}
    for area in file.areas:
        yield _area(area, ids)


def _area(area: Area, ids: Mapping[str, str]) -> Values:
    return {
        "id": area.id,
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent_id": area.parent_id,
        "type": area.type,
        "outline": json.dumps(area.outline, separators=(",", ":")) if area.outline else None,
        "valid_from": area.valid_from,
        "valid_to": area.valid_to,
        "replaces": json.dumps([ids.get(code, code) for code in area.replaces]),
    }


def assignment_row(assignment: Assignment, person_id: str) -> Values:
    """A row of `assignment`."""
    return {
        "id": assignment.id,
        "person_id": person_id,
        "role": assignment.role,
        "area_id": assignment.area_id,
        "valid_from": assignment.valid_from,
        "valid_to": assignment.valid_to,
        "certified_mediator": assignment.certified_mediator,
    }


def district_row(district: District) -> Values:
    """The row of `district`."""
    return {
        "one": 1,
        "code": district.code,
        "name": district.name,
        "name_en": district.name_en,
        "demonstration": district.demonstration,
        "year": district.year,
        "note": _json(district.note) if district.note else None,
    }


def rule_row(rule: Rule) -> Values:
    """A row of `rule`."""
    return {
        "id": rule.id,
        "code": rule.code,
        "conditions": _json(rule.when),
        "value": _json(rule.value),
        "example": rule.example,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
    }


def working_day_row(day: WorkingDay) -> Values:
    """A row of `working_day`."""
    return {"day": day.day, "working": day.working, "name": day.name}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)
