"""Merging one mutation into one record. Pure; only the server merges, a phone overlays.

The server orders, no clock decides. Field by field:

1. A value equal to the committed one changes nothing and never conflicts. Of an older life, on a value of an
   older life, it is stamped all the same: what this device did before may arrive after it (a restore lies
   between), and does not take it back.
2. A field that nobody ever set takes the value.
3. **Own older work** goes to the history only: the field was last moved by this device, or, when the
   mutation's base is of an older life of the database, by this person on whatever device, and by a mutation
   whose id is higher than this one's.
4. A field is in **conflict** when another device moved it *after base* and the values differ. After base is

   - in the base's own epoch: a version higher than base;
   - in a later epoch (a restore lies between; an unknown epoch counts as the oldest): always, unless the same
     person moved it;
   - in an earlier epoch: never.
5. The field's rule decides:

   - ``ask``: in conflict the committed value stays and the late one is offered to its author; otherwise the
     new one takes its place;
   - ``last``: the later arrival stays, conflict or not;
   - ``once``: the first value stays for good, any other is in conflict;
   - ``union``: ``{add, remove}`` applied to the list; add wins: within one mutation, and over a removal by
     somebody who had not yet seen the addition;
   - ``server``: only the house itself writes it.
6. Every value that does not stay is told in ``displaced``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sync.canonical import canonical
from sync.equal import same
from sync.protocol import SYSTEM, Conflict, FieldRule, Fields, Json, Mutation, Record, Stamp
from sync.store import CollectionSpec, Displaced
from sync.value import value


@value
class Merged:
    """What a mutation makes of a record.

    ``moved``: the fields have changed, the version is one higher. ``restamped``: only stamps have changed.
    """

    fields: Fields
    stamps: Mapping[str, Stamp]
    moved: bool
    restamped: bool
    conflicts: Sequence[Conflict]
    displaced: Sequence[Displaced]


@value
class Author:
    """Who acts, and the lives of the database in order, by which a base is judged."""

    person: str
    device: str
    epoch: str
    epochs: Sequence[str]


def begin(
    spec: CollectionSpec, mutation: Mutation, author: Author
) -> tuple[dict[str, Json], dict[str, Stamp]]:
    """The fields and stamps of a record that this mutation creates (version 1)."""
    fields = dict(mutation.fields)
    for name in spec.unions & fields.keys() if spec.unions else ():
        if fields[name] is not None:
            fields[name] = _distinct(fields[name].get("add", ()))
    return fields, {"": _stamp(mutation, author, 1)}


def merge(record: Record, mutation: Mutation, spec: CollectionSpec, author: Author) -> Merged:
    """Steps 1–6 for every field the mutation names. `mutation.fields` has passed all checks."""
    fields: dict[str, Json] | None = None
    stamps: dict[str, Stamp] | None = None
    conflicts: list[Conflict] = []
    displaced: list[Displaced] = []
    stamp = _stamp(mutation, author, record.version + 1)
    for name, new in mutation.fields.items():
        rule: FieldRule = spec.fields[name].rule
        if rule == "union":
            late = _Lateness(record.stamps, mutation, author)
            after, added, removed = _united(record.fields.get(name) or [], new or {}, name, late)
            if added:
                stamps = stamps or dict(record.stamps)
                stamps.update((element_key(name, element), stamp) for element in added)
            if removed:
                stamps = stamps or dict(record.stamps)
                for element in removed:
                    stamps.pop(element_key(name, element), None)
                displaced.append(_overwritten(record, name, removed))
            if after is not None:
                fields = fields or dict(record.fields)
                fields[name] = after
            continue
        unset = name not in record.fields
        old = record.fields.get(name)
        by = record.stamps.get(name) or record.stamps[""]
        if not unset and same(old, new):  # 1.
            if _of_older_lives(by, mutation, author) and not _own_older(by, mutation, author):
                stamps = stamps or dict(record.stamps)
                stamps[name] = _stamp(mutation, author, record.version)
            continue
        if not unset:
            if _own_older(by, mutation, author):  # 3.
                displaced.append(_not_taken(record, name, new, mutation, "late"))
                continue
            if (rule == "once" and old is not None) or (
                rule == "ask" and _after_base(by, mutation, author)
            ):  # 4. and 5.
                conflicts.append(Conflict(name, new, old, by.author, by.at))
                displaced.append(_not_taken(record, name, new, mutation, "conflict"))
                continue
            if old is not None and spec.fields[name].history:  # 6.
                displaced.append(_overwritten(record, name, old))
        fields = fields or dict(record.fields)
        fields[name] = new
        stamps = stamps or dict(record.stamps)
        stamps[name] = stamp
    return Merged(
        record.fields if fields is None else fields,
        record.stamps if stamps is None else stamps,
        fields is not None,
        stamps is not None and fields is None,
        conflicts,
        displaced,
    )


def begin_by_system(fields: Fields, spec: CollectionSpec, now: str) -> dict[str, Json]:
    """The fields of a record that the house itself makes at ``now``."""
    begun = {name: _plain_list(given, spec, name) for name, given in fields.items()}
    return begun | {"author": SYSTEM, "made_at": now, "received_at": now}


def set_by_system(record: Record, fields: Fields, spec: CollectionSpec, stamp: Stamp | None) -> Merged:
    """The house itself moves fields: no base, no conflict. Without ``stamp`` they are part of a creation."""
    before = record.fields
    after = dict(before)
    stamps: dict[str, Stamp] | None = None
    displaced: list[Displaced] = []
    moved = False
    for name, new in fields.items():
        old = before.get(name)
        if type(new) is dict:
            new = _plain_list(new, spec, name, old or ())
        if name in before and same(old, new):
            continue
        if stamp is not None:
            if old is not None and spec.fields[name].history:
                displaced.append(_overwritten(record, name, old))
            if spec.fields[name].rule != "server":
                stamps = stamps or dict(record.stamps)
                stamps[name] = stamp
        after[name] = new
        moved = True
    return Merged(after, record.stamps if stamps is None else stamps, moved, False, (), displaced)


def _plain_list(given: Json, spec: CollectionSpec, name: str, old: Sequence[Json] = ()) -> Json:
    """A ``{add, remove}`` applied to the old list; any other value as it is."""
    if type(given) is not dict or spec.fields[name].rule != "union":
        return given
    out = {canonical(element) for element in given.get("remove", ())}
    kept = [element for element in old if canonical(element) not in out]
    return _distinct([*kept, *given.get("add", ())])


def element_key(field: str, element: Json) -> str:
    """Under which name the stamp of one element of a ``union`` field is kept."""
    return f"{field}/{canonical(element)}"


def _stamp(mutation: Mutation, author: Author, version: int) -> Stamp:
    return Stamp(author.epoch, version, author.device, mutation.id, mutation.as_, author.person, mutation.at)


def _after_base(by: Stamp, mutation: Mutation, author: Author) -> bool:
    """Whether another device moved the field after the mutation's author had seen it (4)."""
    if by.device == author.device:
        return False
    if by.epoch == mutation.epoch:
        return by.version > mutation.base
    if not _older_life(mutation.epoch, by.epoch, author.epochs):
        return False
    return not (by.person and by.person == author.person)


def _of_older_lives(by: Stamp, mutation: Mutation, author: Author) -> bool:
    """Whether the value was made before the last restore, and so was this mutation."""
    return by.epoch != author.epoch and _older_life(mutation.epoch, author.epoch, author.epochs)


def _own_older(by: Stamp, mutation: Mutation, author: Author) -> bool:
    """Whether the field's value is this author's own later work (3)."""
    if by.mutation <= mutation.id:
        return False
    if by.device == author.device:
        return True
    restored = _older_life(mutation.epoch, author.epoch, author.epochs)
    return restored and bool(by.person) and by.person == author.person


def _older_life(one: str | None, other: str, epochs: Sequence[str]) -> bool:
    if one is None or one not in epochs:
        return True
    return other in epochs and epochs.index(one) < epochs.index(other)


class _Lateness:
    """Which elements of a union field somebody else added after base: a removal does not reach them."""

    def __init__(self, stamps: Mapping[str, Stamp], mutation: Mutation, author: Author) -> None:
        self._stamps = stamps
        self._mutation = mutation
        self._author = author

    def unseen(self, key: str) -> bool:
        by = self._stamps.get(key) or self._stamps[""]
        return _after_base(by, self._mutation, self._author) or _own_older(by, self._mutation, self._author)


def _united(
    old: Sequence[Json], change: Mapping[str, Json], name: str, late: _Lateness
) -> tuple[list[Json] | None, list[Json], list[Json]]:
    """The list after (None if it is as before), the elements added or added anew, those removed."""
    added = _distinct(change.get("add", ()))
    adding = {canonical(element) for element in added}
    present = {canonical(element) for element in old}
    out = {canonical(element) for element in change.get("remove", ())} & present - adding
    removed = [e for e in old if canonical(e) in out and not late.unseen(element_key(name, e))]
    gone = {canonical(element) for element in removed}
    new = [element for element in added if canonical(element) not in present]
    if not new and not removed:
        return None, added, []
    return [element for element in old if canonical(element) not in gone] + new, added, removed


def _distinct(elements: Iterable[Json]) -> list[Json]:
    return list({canonical(element): element for element in elements}.values())


def _overwritten(record: Record, name: str, old: Json) -> Displaced:
    by = record.stamps.get(name) or record.stamps[""]
    return Displaced(record.id, name, old, by.mutation, by.author, by.at, record.version, "overwritten")


def _not_taken(record: Record, name: str, new: Json, mutation: Mutation, why: str) -> Displaced:
    return Displaced(record.id, name, new, mutation.id, mutation.as_, mutation.at, record.version, why)
