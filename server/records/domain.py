"""The house as the engine asks it (`sync.store.Domain`): registry, policy table, areas and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from functools import cache

from server.records.checking import checks
from server.records.collection import Collection
from server.records.house import House
from server.records.policy import Policy, policy
from server.records.registry import collections, feature_modules
from server.records.rules import NOTHING, Rules
from sync.protocol import LIFTED_DAYS, Assignment, Fields, Mutation, Record, person_stream
from sync.store import CollectionSpec, Effects, Event, FieldSpec, Refusal

_DENIED = Refusal("not_allowed", "This is not for the role you work in here.")
_VOIDING = frozenset({"void", "void_reason"})


@cache
def rules() -> Mapping[str, Rules]:
    """By collection; one that says nothing has none."""
    return {name: rule for module in feature_modules("rules") for name, rule in module.RULES.items()}


@cache
def specs() -> Mapping[str, CollectionSpec]:
    return {name: _spec(collection) for name, collection in collections().items()}


class HouseDomain:
    """For one request: ``house`` is today's, ``now`` the server's time."""

    def __init__(self, house: House, now: datetime, table: Policy | None = None) -> None:
        self.house = house
        self._now = now
        self._policy = table or policy()
        self._collections = collections()
        self._rules = rules()
        self._specs = specs()
        self._checks = checks()

    def spec(self, collection: str) -> CollectionSpec | None:
        return self._specs.get(collection)

    def lift(self, mutation: Mutation, now: datetime) -> Fields | Refusal:
        collection = self._collections[mutation.collection]
        if mutation.schema == collection.schema:
            return mutation.fields
        return lifted(collection, mutation, now)

    def check(self, collection: str, fields: Fields, creating: bool) -> Mapping[str, Sequence[str]]:
        return self._checks[collection].errors(fields, creating)

    def permit(
        self, assignment: Assignment, mutation: Mutation, before: Record | None, root: Record | None
    ) -> Refusal | None:
        for action in actions(self._collections[mutation.collection], mutation, before):
            relations = self._policy.relations(assignment.role, mutation.collection, action)
            if not self._related(relations, assignment, mutation, before, root):
                return _DENIED
        return None

    def _related(
        self,
        relations: Set[str],
        assignment: Assignment,
        mutation: Mutation,
        before: Record | None,
        root: Record | None,
    ) -> bool:
        if "district" in relations:
            return True
        if "area" in relations:
            # A new record that is its own root lies where it says itself; everything else where its root
            # lies.
            area = (root.fields if root else mutation.fields).get("area")
            if self.house.grid(area) in assignment.grids:
                return True
        if "own" in relations and self._owns(assignment, before or root):
            return True
        if "held" in relations and (root.id if root else mutation.record) == assignment.person:
            return True  # A guest's person is their matter (`server.public.guest`).
        return "assigned" in relations and root is not None and self._assigned(assignment, root)

    def _owns(self, assignment: Assignment, record: Record | None) -> bool:
        if record is None:
            return False
        if self._collections[record.collection].audience == "person":
            return record.fields.get("person") == assignment.person
        return record.person == assignment.person

    def _assigned(self, assignment: Assignment, root: Record) -> bool:
        post = self.house.post(root.fields.get("assignee"))
        return post is not None and post.person == assignment.person

    def streams(self, collection: str, fields: Fields, root: Record) -> frozenset[str]:
        return streams_of(self._collections[collection], fields, root, self.house)

    def touches(self, mutation: Mutation) -> tuple[frozenset[str], frozenset[str]]:
        rule = self._rules.get(mutation.collection)
        if rule is None:
            return NOTHING
        records, counters = rule.touches(mutation, self.house, self._now)
        return frozenset(records), frozenset(counters)

    def refuse(self, event: Event) -> Refusal | None:
        rule = self._rules.get(event.mutation.collection)
        return rule.refuse(event, self.house) if rule else None

    def follow(self, event: Event, effects: Effects) -> Refusal | None:
        rule = self._rules.get(event.mutation.collection)
        return rule.follow(event, effects, self.house) if rule else None


def actions(collection: Collection, mutation: Mutation, before: Record | None) -> Sequence[str]:
    """What a mutation does, in the words of the policy table. All of it must be allowed."""
    fields = mutation.fields
    if before is None:
        found = [collection.beginning(fields)]
        found += [
            action for field, action in collection.acts.items() if action == "assign" and fields.get(field)
        ]
        return found
    found = [action for field, action in collection.acts.items() if field in fields]
    if fields.keys() & _VOIDING:
        found.append("void")
    if fields.keys() - _VOIDING - collection.acts.keys() or not fields:
        found.append("edit")
    return found


def streams_of(collection: Collection, fields: Fields, root: Record, house: House) -> frozenset[str]:
    """The audience of a record, as stream keys; none where its values lead nowhere."""
    audience = collection.audience
    if audience == "handlers":
        return _leaders(house.grid(root.fields.get("area")), str(fields.get("handler") or ""))
    if audience == "leaders" or _of_leaders(root):
        return _leaders(house.grid(root.fields.get("area")), root.person)
    if audience == "grid":
        return _grids(house.grid(root.fields.get("area")))
    if audience == "area":
        inside = fields.get("level") == "unit"
        return _grids(house.grid(fields.get("parent"))) if inside else frozenset(["district"])
    if audience == "district":
        return frozenset(["district"])
    if audience == "person":
        person = fields.get("person")
        return frozenset([person_stream(person)]) if isinstance(person, str) else frozenset()
    area = fields.get("area")
    return _grids(*house.tree.grids_under(area)) if isinstance(area, str) else frozenset()


def _of_leaders(root: Record) -> bool:
    found = collections().get(root.collection)
    return found is not None and found.audience == "leaders"


def _leaders(grid: str | None, person: str) -> frozenset[str]:
    """Those who lead the grid, and one person: never the others who work in it."""
    keys = {f"leaders:{grid}"} if grid else set()
    return frozenset(keys | ({person_stream(person)} if person else set()))


@cache
def _key(grid: str) -> str:
    return f"grid:{grid}"


def _grids(*grids: str | None) -> frozenset[str]:
    return frozenset(_key(grid) for grid in grids if grid)


def lifted(collection: Collection, mutation: Mutation, now: datetime) -> Fields | Refusal:
    """The fields of an older schema in words of the present one, by the collection's own pure functions."""
    steps = collection.lifts[mutation.schema - 1 :] if 0 < mutation.schema < collection.schema else ()
    if not steps:
        return Refusal(
            "unknown_schema", "This app and the station do not understand each other. Update the app."
        )
    if steps[0].replaced < now - timedelta(days=LIFTED_DAYS):
        return Refusal("schema_too_old", "This was written with an app that is too old. Update the app.")
    fields = mutation.fields
    for step in steps:
        fields = step.lift(fields)
    return fields


def _spec(collection: Collection) -> CollectionSpec:
    return CollectionSpec(
        name=collection.name,
        schema=collection.schema,
        roots=frozenset(collection.roots),
        fields={name: FieldSpec(kept.rule, kept.history) for name, kept in collection.fields.items()},
        signed=collection.signed,
        signing=collection.signing,
    )
