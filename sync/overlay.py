"""What a screen shows: the committed record with a phone's unanswered work laid over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sync.canonical import canonical
from sync.protocol import Json

Shown = dict[str, Any]
"""``{id, collection, root, version, fields}``; version 0 is a record that is only here."""


def overlay(
    committed: Mapping[str, Any] | None, mutations: Sequence[Mapping[str, Any]], union: Collection[str]
) -> Shown | None:
    """Lays mutations (as on the wire) over a record, in their order. Nothing is judged: the server merges.

    Work on a record that is neither here nor made here shows nothing. ``union`` names the fields that are
    written ``{add, remove}`` and read as lists.
    """
    shown: Shown | None = None
    if committed is not None:
        shown = dict(committed) | {"fields": dict(committed["fields"])}
    for mutation in mutations:
        if shown is None:
            if mutation["base"] != 0:
                continue
            shown = _made_here(mutation)
        fields = shown["fields"]
        for name, value in mutation["fields"].items():
            fields[name] = united(fields.get(name), value) if name in union else value
    return shown


def united(present: Json, change: Json) -> Json:
    """A list after ``{add, remove}``: add wins, what is there keeps its place."""
    if type(change) is not dict:
        return change
    adding = {canonical(element): element for element in change.get("add", ())}
    out = {canonical(element) for element in change.get("remove", ())} - adding.keys()
    kept = {canonical(element): element for element in present or () if canonical(element) not in out}
    return list((kept | {key: each for key, each in adding.items() if key not in kept}).values())


def _made_here(mutation: Mapping[str, Any]) -> Shown:
    return {
        "id": mutation["record"],
        "collection": mutation["collection"],
        "root": mutation["root"],
        "version": 0,
        "fields": {"author": mutation["as"], "made_at": mutation["at"]},
    }
