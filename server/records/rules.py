"""What a feature's `rules.py` offers for a collection: pure conditions and consequences.

A feature exports ``RULES: Mapping[str, Rules]`` by collection and ``POLICY``, its rows of the policy table.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from uuid import UUID, uuid5

from server.records.house import House
from sync.protocol import Fields, Json, Mutation, Record
from sync.store import Effects, Event, Refusal

NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_SPACE = UUID("9d2c8f0e-6a41-5b7e-8c1d-3f5e7a9b1c2d")


class Rules:
    """No conditions and no consequences: what a collection has that says nothing."""

    def touches(self, mutation: Mutation, house: House, now: datetime) -> tuple[Set[str], Set[str]]:
        """Ids of records and names of counters that `follow` will want. Fields may be of any shape."""
        return NOTHING

    def refuse(self, event: Event, house: House) -> Refusal | None:
        return None

    def follow(self, event: Event, effects: Effects, house: House) -> Refusal | None:
        """What else happens, through `effects` only; a refusal undoes all of it."""
        return None


def made_id(*parts: str) -> str:
    """The id of a record that a rule makes: the same for the same reason, so that twice is once."""
    return str(uuid5(_SPACE, "\n".join(parts)))


def moved(event: Event, field: str) -> bool:
    """Whether this mutation gave the field another value."""
    before = event.before.fields.get(field) if event.before else None
    return bool(event.after.fields.get(field) != before)


def value(record: Record, field: str, otherwise: Json = None) -> Json:
    """A field's value; emptied or never set is ``otherwise``."""
    found = record.fields.get(field)
    return otherwise if found is None else found


def wrong(code: str, field: str, words: str) -> Refusal:
    """A refusal that points to one field."""
    return Refusal(code, words, {field: [words]})


def unset(record: Record, defaults: Fields) -> Fields:
    """Those defaults that nobody has set."""
    return {field: default for field, default in defaults.items() if record.fields.get(field) is None}


def rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
