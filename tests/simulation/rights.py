"""Whether what one request did was its author's to do: looked at mutation by mutation, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sync.protocol import ATTENTION, Record, Scope
from sync.store import Batch, StoredReceipt


class Rights:
    """Nobody changes what they may not see; after a change of duties they may still make something.

    What a mutation may touch stands, *when its turn comes*, in a stream of its author, or stood there when
    the request began (6.1). A batch tells only where everything stands at its end, and one request may make a
    case, add to it and then move it out of its author's sight. So the moves are followed here, mutation by
    mutation; of a grid that was entered and not taken, the history of the batch tells.

    ``before`` are the records as the batch found them, ``held`` the scopes its author had meanwhile.
    """

    def __init__(self, batch: Batch, before: Mapping[str, Record], held: Sequence[Scope]) -> None:
        self._held = held
        self._readable = frozenset[str]().union(*(scope.streams for scope in held))
        self._began = {id_: record.streams for id_, record in before.items()}
        self._now = dict(self._began)
        """Of roots: the rest of a family stands where its root does."""
        self._there = set(before)
        self._not_moved = {
            (each.mutation, each.record)
            for each in batch.displaced
            if each.field == "grid" and each.why != "overwritten"
        }
        self._told = {each.fields["mutation"]: each for each in batch.created if each.collection == ATTENTION}

    def check(self, receipt: StoredReceipt, mutation: Mapping[str, Any]) -> None:
        """Called with each mutation that was accepted, in the order of the request."""
        id_, record, root, fields = (mutation[name] for name in ("id", "record", "root", "fields"))
        making = record not in self._there
        moved = "grid" in fields and (id_, record) not in self._not_moved
        if making and record == root:
            self._now[record] = frozenset({f"grid:{fields['grid']}"})
        nowhere = frozenset[str]()
        there = self._now.get(root, nowhere) | self._began.get(root if making else record, nowhere)
        self._there.add(record)
        if moved:
            self._now[record] = frozenset({f"grid:{fields['grid']}"})
        if receipt.late_scope:
            assert making, f"{id_} is late and no making"
            assert mutation["collection"] != "signature", f"{id_} is late and signed"
            return
        assert there & self._readable, f"{id_} changes what is not theirs"
        roles = {
            scope.assignments[mutation["as"]].role
            for scope in self._held
            if mutation["as"] in scope.assignments
        }
        assert roles, f"{id_} is done in an assignment that has ended"
        if not making and "grid" in fields:
            assert "leader" in roles, f"{id_} moves a case, and only leaders may"

    def tell(self, receipt: StoredReceipt) -> None:
        """Called with each answer after `check`: what tells its author of it is there from now on (3.6).

        After a restore the same request may bring what is refused once more and the tick on what told of it.
        """
        told = self._told.get(receipt.mutation)
        if told is not None:
            self._there.add(told.id)
            self._now[told.id] = told.streams
