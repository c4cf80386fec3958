"""The values of a district file that say where and when: positions, outlines, opening hours."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError

from server.district.fields import Strict, kind_of, unknown_name
from server.district.model import Hours as HoursOfWeek
from server.district.model import Point, Ring
from server.district.words import WEEKDAYS


class Spot(Strict[Point]):
    """A position [longitude, latitude] in degrees, WGS-84."""

    def read(self, value: Any) -> Point:
        return point(value)


class Outline(Strict[Ring]):
    """A ring of positions; the last may repeat the first, as GeoJSON does. At most 20,000 corners."""

    def read(self, value: Any) -> Ring:
        if not isinstance(value, list):
            raise ValidationError(f"this must be a list of [longitude, latitude], not {kind_of(value)}")
        wrong: dict[int, Any] = {}
        ring: list[Point] = []
        for index, item in enumerate(value):
            try:
                ring.append(point(item))
            except ValidationError as error:
                wrong[index] = error.messages
        if wrong:
            raise ValidationError(wrong)
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        if not 3 <= len(ring) <= 20_000:
            raise ValidationError(f"an outline has from 3 to 20,000 corners, not {len(ring)}")
        return tuple(ring)


class Hours(Strict[HoursOfWeek]):
    """Weekly opening hours: {"mon": ["09:00-12:00", "14:00-18:00"]}; a day that is left out is closed."""

    def read(self, value: Any) -> HoursOfWeek:
        if not isinstance(value, dict):
            raise ValidationError(f"this must name days, not be {kind_of(value)}")
        wrong: dict[str, Any] = {day: [unknown_name(day, WEEKDAYS)] for day in value if day not in WEEKDAYS}
        hours = {}
        for day in WEEKDAYS:
            if day in value:
                try:
                    hours[day] = _spans(value[day])
                except ValidationError as error:
                    wrong[day] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return {day: spans for day, spans in hours.items() if spans}


def point(value: Any) -> Point:
    """A checked position, or a ValidationError that also recognises the two numbers the wrong way round."""
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
        raise ValidationError("a position is two numbers, [longitude, latitude]")
    longitude, latitude = value
    if abs(latitude) > 90 and abs(longitude) <= 90:
        raise ValidationError("longitude comes first, then latitude; these look swapped")
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValidationError("this is nowhere on Earth: longitude is -180 to 180, latitude -90 to 90")
    return (float(longitude), float(latitude))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _spans(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise ValidationError(f"this must be a list of hours, not {kind_of(value)}")
    spans: list[tuple[str, str]] = []
    for item in value:
        time = "([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
        match = re.fullmatch(f"(?P<opens>{time})-(?P<closes>{time})", item) if isinstance(item, str) else None
        if not match or match["opens"] >= match["closes"]:
            raise ValidationError('hours are written "09:00-12:00", opening before closing')
        spans.append((match["opens"], match["closes"]))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValidationError("hours of one day follow each other without overlap")
    return tuple(spans)
