"""The strict check of a record's fields: what the marshmallow schemas say, without their cost.

Every field's own `fault` is the check in both; a property test holds that both agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from server.records import values
from server.records.collection import Collection
from server.records.registry import collections
from server.records.values import Fault
from sync.protocol import Fields

_WELL: Mapping[str, Sequence[str]] = {}


class Check:
    """One collection's fields, ready to be asked."""

    def __init__(self, collection: Collection) -> None:
        self._faults: dict[str, Fault] = {name: kept.fault for name, kept in collection.fields.items()}
        self._needed = frozenset(name for name, kept in collection.fields.items() if kept.required)

    def errors(self, fields: Fields, creating: bool) -> Mapping[str, Sequence[str]]:
        """What is wrong with each field; empty when all is well."""
        errors: dict[str, Sequence[str]] = {}
        faults, needed = self._faults, self._needed
        for name, value in fields.items():
            fault = faults.get(name)
            if fault is None:
                errors[name] = [values.UNKNOWN]
            elif value is None:
                if name in needed:
                    errors[name] = [values.NEEDED]
            elif wrong := fault(value):
                errors[name] = [wrong]
        if creating and not needed <= fields.keys():
            for name in needed - fields.keys():
                errors[name] = [values.NEEDED]
        return errors or _WELL


@cache
def checks() -> Mapping[str, Check]:
    """By collection."""
    return {name: Check(collection) for name, collection in collections().items()}
