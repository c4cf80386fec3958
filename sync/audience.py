"""Under which scope a mutation may act, if any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sync.protocol import Actor, Assignment, Mutation, Record, Scope
from sync.value import value

Verdict = Literal["present", "late", "changed", "missing"]


@value
class Standing:
    """``present``: act as `assignment`. ``late``: the same, under a scope that has ended, creating only.

    ``changed``: the scope in which this was made has ended, and it is no plain creation. ``missing``: what it
    belongs to is absent or not theirs to see.
    """

    verdict: Verdict
    assignment: Assignment | None


class Audience:
    """One actor's present scope, and the ended ones under which their phone still delivers.

    ``acknowledged`` is the scope number that the phone names in its request: once that is the present one,
    nothing made under an older scope is outstanding and none is accepted any more.
    """

    def __init__(self, actor: Actor, acknowledged: int | None) -> None:
        self._scope = actor.scope
        ended = [] if acknowledged == actor.scope.number else actor.earlier
        self._earlier = {scope.number: scope for scope in ended}

    def sees(self, record: Record | None) -> bool:
        return record is not None and self._stands(record.root, record.streams)

    def edit(self, mutation: Mutation, streams: frozenset[str]) -> Standing:
        """Of a record that stands in ``streams``."""
        assignment = self._scope.assignments.get(mutation.as_)
        if not streams.isdisjoint(self._scope.streams):
            return Standing("present" if assignment else "changed", assignment)
        late = self._late(mutation)
        if late is not None and not streams.isdisjoint(late.streams):
            return Standing("changed", late.assignments[mutation.as_])
        return Standing("missing", assignment)

    def create(
        self, mutation: Mutation, streams: Callable[[], frozenset[str]], rooted: bool, signed: bool
    ) -> Standing:
        """Of a record whose root (or, if it is its own, which itself) stands in ``streams``."""
        assignment = self._scope.assignments.get(mutation.as_)
        late = self._late(mutation)
        if assignment is not None and late is None and not rooted:
            return Standing("present", assignment)  # Policy tells whether it may be made there.
        there = streams()
        visible = self._stands(mutation.root, there)
        if assignment is not None and visible:
            return Standing("present", assignment)
        if late is not None and not there.isdisjoint(late.streams):
            return Standing("changed" if signed else "late", late.assignments[mutation.as_])
        if rooted and not visible:
            return Standing("missing", assignment)
        return Standing("changed" if assignment is None else "present", assignment)

    def _stands(self, root: str, streams: frozenset[str]) -> bool:
        """Whether what belongs to ``root`` and stands in ``streams`` is within the present scope."""
        return root == self._scope.matter or not streams.isdisjoint(self._scope.streams)

    def _late(self, mutation: Mutation) -> Scope | None:
        """The ended scope in which this was made, if they really had it and held the assignment then."""
        scope = self._earlier.get(mutation.scope)
        return scope if scope is not None and mutation.as_ in scope.assignments else None
