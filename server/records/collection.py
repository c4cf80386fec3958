"""What a collection is: its fields, whose root it hangs from, who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Literal

from marshmallow import RAISE, Schema

from server.records.fields import Flag, Kept, Text, Time
from sync.protocol import Fields, Json

Audience = Literal["district", "grid", "area", "assignment", "person", "leaders", "handlers"]
"""Which streams a record stands in.

``district``: everybody's. ``grid``: that of the grid of its root's ``area``. ``area``: the district's, or
for a unit its grid's. ``assignment``: all grids inside its ``area``. ``person``: that of its ``person``.
``leaders``: that of those who lead the grid of its ``area``, and its author's own; what hangs from such a
root stands where the root stands. ``handlers``: that of those who lead the grid of its root's ``area``, and
of its ``handler``, whom the root is given to.
"""


class RecordSchema(Schema):
    """What every record has. A field is never renamed and never used for something else."""

    class Meta:
        unknown = RAISE

    void = Flag(rule="last")
    void_reason = Text(500, rule="last")
    author = Text(36, rule="server")
    made_at = Time(rule="server")
    received_at = Time(rule="server")
    late_scope = Flag(rule="server")


@dataclass(frozen=True, slots=True)
class Lift:
    """How the fields of one schema read in the next one, which came on the day ``replaced``."""

    replaced: datetime
    lift: Callable[[Fields], Fields]


@dataclass(frozen=True)
class Collection:
    """``roots``: the collections its root may be of; empty when a record of it is its own root.

    ``schema`` is its number: it grows when a phone's older work needs a lift to be understood; ``lifts[n -
    1]`` leads from schema n to n + 1.
    ``acts``: fields whose change is more than an edit, with the action that the policy asks for.
    ``beginnings``: ``(field, value)`` that make a creation more than that, with the action.
    ``signed``, ``signing``: whether its records, or those that begin with these values by field, are
    signatures, approvals or awards, which nobody gives under a scope that has ended.
    ``steps``: for collections with a course, ``{step: {"from": [status…], "to": status}}``.
    """

    name: str
    fields_of: type[RecordSchema]
    audience: Audience
    roots: tuple[str, ...] = ()
    schema: int = 1
    lifts: tuple[Lift, ...] = ()
    signed: bool = False
    signing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    beginnings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    steps: Mapping[str, Json] = field(default_factory=dict)

    common: ClassVar[frozenset[str]] = frozenset(RecordSchema().fields)

    @cached_property
    def fields(self) -> dict[str, Kept]:
        """By name, own ones first, then those that every record has."""
        declared: dict[str, Any] = self.fields_of().fields
        own = {name: kept for name, kept in declared.items() if name not in self.common}
        return own | {name: declared[name] for name in RecordSchema().fields}

    def beginning(self, fields: Fields) -> str:
        """The action of a record that begins with these fields."""
        for (name, value), action in self.beginnings.items():
            if fields.get(name) == value:
                return action
        return "create"

    def describe(self) -> dict[str, Json]:
        """``{schema, root, roots, fields, steps?}``; ``root`` is the usual one of ``roots``."""
        roots = list(self.roots) or [self.name]
        told: dict[str, Json] = {
            "schema": self.schema,
            "root": roots[0],
            "roots": roots,
            "fields": {name: kept.describe() for name, kept in self.fields.items()},
        }
        if self.steps:
            told["steps"] = self.steps
        return told
