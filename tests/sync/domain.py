"""A small house for the tests of the engine: cases in grids, with entries, letters and signatures.

``case`` (own root): grid, text, severity, assignee (ask), seen (last), tags (union), serial (once), status,
number, entry_count (server). ``entry`` (root case): kind (``approval`` is signed), text, to. ``signature``
(root case, signed): blob (once). ``place`` (own root): grid, label, last_result (server). ``attention`` (own
root): settled (last).

Policy: a ``patroller`` may do all in their grids but move a case, a ``leader`` that too, others nothing.
Rules: a case gets a number of its grid's counter and the status ``open``; an entry counts, and one of kind
``answer`` closes the case, where a second is refused. The text ``bug`` is a bug in the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sync.protocol import (
    ATTENTION,
    SYSTEM,
    Actor,
    Assignment,
    FieldRule,
    Fields,
    Mutation,
    Record,
    Scope,
    person_stream,
)
from sync.store import CollectionSpec, Effects, Event, FieldSpec, Refusal


def _spec(
    name: str,
    roots: Sequence[str],
    signed: bool = False,
    signing: Mapping[str, Sequence[str]] | None = None,
    **rules: FieldRule,
) -> CollectionSpec:
    fields = {field: FieldSpec(rule, history=field != "entry_count") for field, rule in rules.items()}
    fields |= {"void": FieldSpec("last"), "void_reason": FieldSpec("last")}
    return CollectionSpec(name, 2, frozenset(roots), fields, signed, signing or {})


SPECS = {
    spec.name: spec
    for spec in (
        _spec(
            "case",
            (),
            grid="ask",
            text="ask",
            severity="ask",
            assignee="ask",
            seen="last",
            tags="union",
            serial="once",
            status="server",
            number="server",
            entry_count="server",
        ),
        _spec("entry", ("case",), signing={"kind": ("approval",)}, kind="ask", text="ask", to="ask"),
        _spec("signature", ("case",), signed=True, blob="once"),
        _spec("place", (), grid="server", label="server", last_result="server"),
        _spec(
            ATTENTION,
            (),
            settled="last",
            person="server",
            kind="server",
            mutation="server",
            of_collection="server",
            of_record="server",
            of_root="server",
            code="server",
            detail="server",
            errors="server",
            conflicts="server",
        ),
    )
}
REQUIRED = {"case": ("grid", "text"), "entry": ("kind",), "signature": ("blob",)}


class House:
    """`sync.store.Domain` for the tests. ``extra`` adds streams to a grid, as a new directory might."""

    def __init__(self) -> None:
        self.extra: dict[str, frozenset[str]] = {}
        self.declares = True
        """Whether `touches` names what the rules will want; without, every push restarts once."""

    def spec(self, collection: str) -> CollectionSpec | None:
        return SPECS.get(collection)

    def lift(self, mutation: Mutation, _now: datetime) -> Fields | Refusal:
        if mutation.schema == 2:
            return mutation.fields
        if mutation.schema != 1:
            return Refusal("unknown_schema", "The app is newer than the station.")
        if "words" not in mutation.fields:
            return mutation.fields
        return {("text" if name == "words" else name): value for name, value in mutation.fields.items()}

    def check(self, collection: str, fields: Fields, creating: bool) -> Mapping[str, Sequence[str]]:
        errors = {}
        for name, value in fields.items():
            if name in ("text", "grid", "kind", "severity") and not isinstance(value, str | None):
                errors[name] = ["This must be text."]
            elif isinstance(value, str) and len(value) > 4000:
                errors[name] = ["At most 4000 characters."]
        if creating:
            for name in REQUIRED.get(collection, ()):
                if fields.get(name) is None:
                    errors[name] = ["This is needed."]
        return errors

    def permit(
        self, assignment: Assignment, mutation: Mutation, before: Record | None, root: Record | None
    ) -> Refusal | None:
        allowed = assignment.role in ("patroller", "leader")
        if mutation.collection == "case":
            grid = root.fields.get("grid") if root else mutation.fields.get("grid")
            allowed = allowed and grid in assignment.grids
            if before is not None and "grid" in mutation.fields:
                allowed = allowed and assignment.role == "leader"
        elif mutation.collection == ATTENTION:
            allowed = before is not None and before.fields["person"] == assignment.person
        elif root is not None:
            allowed = allowed and root.fields.get("grid") in assignment.grids
        return None if allowed else Refusal("not_allowed", "This is not yours to do.")

    def streams(self, collection: str, fields: Fields, root: Record) -> frozenset[str]:
        if collection == ATTENTION:
            return frozenset({person_stream(fields["person"])})
        if collection == "alert":
            return frozenset({person_stream(fields["person"])})
        if root.fields.get("text") == "streams bug":
            raise ValueError("a bug in the audience")
        grid = root.fields.get("grid")
        if not isinstance(grid, str):
            return frozenset()
        if grid == "broken" and collection == "entry":
            raise ValueError("a bug that shows only in the family")
        return frozenset({f"grid:{grid}"}) | self.extra.get(grid, frozenset())

    def touches(self, mutation: Mutation) -> tuple[frozenset[str], frozenset[str]]:
        grid = mutation.fields.get("grid")
        if mutation.collection != "case" or not isinstance(grid, str) or not self.declares:
            return frozenset(), frozenset()
        return frozenset(), frozenset({f"case:{grid}"})

    def refuse(self, event: Event) -> Refusal | None:
        closed = event.root.fields.get("status") == "closed"
        new_entry = event.after.collection == "entry" and event.before is None
        if new_entry and event.after.fields["kind"] == "answer" and closed:
            return Refusal("case_closed", "This case is closed.")
        return None

    def follow(self, event: Event, effects: Effects) -> None:
        after = event.after
        if after.fields.get("text") == "bug":
            raise ValueError("a bug in a rule")
        if after.collection == "case" and event.before is None:
            number = effects.number(f"case:{after.fields['grid']}")
            effects.set(after.id, {"number": number, "status": "open", "entry_count": 0})
        elif after.collection == "entry" and event.before is None:
            case = effects.get(after.root)
            assert case is not None
            effects.set(case.id, {"entry_count": case.fields.get("entry_count", 0) + 1})
            if after.fields["kind"] == "answer":
                effects.set(case.id, {"status": "closed"})
            place = after.fields.get("to")
            if isinstance(place, str) and effects.get(place) is not None:
                effects.set(place, {"last_result": after.fields.get("text")})


def actor(
    person: str,
    device: str,
    grids: Sequence[str],
    role: str = "patroller",
    number: int = 1,
    earlier: Sequence[Scope] = (),
) -> Actor:
    """Somebody with one assignment over these grids; its id is `assignment_of`."""
    return Actor(person, device, scope(person, grids, role, number), earlier)


def scope(person: str, grids: Sequence[str], role: str = "patroller", number: int = 1) -> Scope:
    streams = {person_stream(person)} | {f"grid:{grid}" for grid in grids}
    id_ = assignment_of(person, role)
    held = Assignment(id_, person, role, "area", frozenset(grids))
    return Scope(number, frozenset(streams), {id_: held} if grids else {})


def assignment_of(person: str, role: str = "patroller") -> str:
    """A UUID that says whose it is."""
    return f"00000000-0000-7000-8000-{f'{person}{role}'.encode().hex()[:12]:0>12}"


__all__ = ["SPECS", "SYSTEM", "House", "actor", "assignment_of", "scope"]
