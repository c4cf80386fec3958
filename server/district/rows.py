"""Takes a document apart into rows that are sound by themselves, and notes what is not.

A row with a fault is left out of what follows, but its code is remembered: whoever names it is not
told a second time that it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields

from server.district.faults import Path
from server.district.fields import UnknownName, unknown_name
from server.district.schema import (
    UNKNOWN,
    AreaRow,
    ChecklistRow,
    DistrictRow,
    PersonRow,
    PlaceRow,
    RuleRow,
    StationRow,
    WorkingDayRow,
)
from server.district.source import Source

#: The parts of a district file that are lists of rows.
SECTIONS: Mapping[str, type[Schema]] = {
    "areas": AreaRow,
    "people": PersonRow,
    "places": PlaceRow,
    "stations": StationRow,
    "checklists": ChecklistRow,
    "rules": RuleRow,
    "working_days": WorkingDayRow,
}


@dataclass
class Rows:
    """The sound rows of one section with their paths, and the codes of the unsound ones."""

    sound: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        return iter(self.sound)


@dataclass
class Document:
    """A district file's rows, each checked by itself."""

    district: dict[str, Any] | None
    sections: dict[str, Rows]


def take_apart(source: Source) -> Document:
    """Every row of `source.document` through its schema; faults go to `source`."""
    document = source.document
    if not isinstance(document, dict):
        source.fault((), 'a district file is an object with "areas", "people", …')
        source.refuse_if_faulty()
    names = ["district", *SECTIONS]
    for name in document.keys() - set(names):
        source.fault((name,), unknown_name(name, names), key=True)

    district = None
    if "district" in document:
        district = _load(source, DistrictRow(), ("district",), document["district"])
    return Document(district, {name: _section(source, name) for name in SECTIONS})


def _section(source: Source, name: str) -> Rows:
    rows = Rows()
    items = source.document.get(name, [])
    if not isinstance(items, list):
        source.fault((name,), "this must be a list of rows")
        return rows
    schema = SECTIONS[name]()
    for index, item in enumerate(items):
        path: Path = (name, index)
        if (data := _load(source, schema, path, item)) is not None:
            rows.sound.append((path, data))
        elif isinstance(item, dict):
            rows.broken |= {code for key in ("code", "id") if isinstance(code := item.get(key), str)}
    return rows


def _load(source: Source, schema: Schema, path: Path, item: Any) -> dict[str, Any] | None:
    try:
        loaded: dict[str, Any] = schema.load(item)
    except ValidationError as error:
        for where, message, within in _told(schema, path, error.messages):
            if message == UNKNOWN:
                known = [f.data_key or name for name, f in within.fields.items()] if within else []
                source.fault(where, unknown_name(str(where[-1]), known), key=True)
            else:
                source.fault(where, message, key=isinstance(message, UnknownName))
        return None
    return loaded


def _told(schema: Schema | None, path: Path, errors: Any) -> Iterator[tuple[Path, str, Schema | None]]:
    """Marshmallow's tree of messages as (path, message, the schema that spoke)."""
    if not isinstance(errors, dict):
        for message in errors if isinstance(errors, list) else [errors]:
            yield path, message, schema
        return
    for key, below in errors.items():
        if key == "_schema":
            yield from _told(schema, path, below)
        elif isinstance(key, int) or isinstance(below, dict):
            yield from _told(_below(schema, key), (*path, key), below)
        else:
            yield from _told(schema, (*path, key), below)


def _below(schema: Schema | None, key: int | str) -> Schema | None:
    if schema is None or isinstance(key, int):
        return schema
    for name, found in schema.fields.items():
        inner = found.inner if isinstance(found, fields.List) else found
        if key in (name, found.data_key) and isinstance(inner, fields.Nested):
            nested = inner.schema
            return nested if isinstance(nested, Schema) else None
    return None
