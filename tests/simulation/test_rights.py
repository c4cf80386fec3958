"""The witness of who may do what goes by the order within one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sync.protocol import ATTENTION, Record
from sync.store import Batch, Displaced, StoredReceipt
from tests.simulation.rights import Rights
from tests.sync.domain import assignment_of, scope

BOB = scope("bob", ["a"], "leader")
CASE, ENTRY = "case", "entry"
MAKE_CASE: dict[str, Any] = {"grid": "a", "text": "Water on the stairs"}
Step = tuple[str, Mapping[str, Any]]
"""What it is done to, and the fields."""


def stands(grid: str) -> Mapping[str, Record]:
    streams = frozenset({f"grid:{grid}"})
    return {CASE: Record(CASE, "case", CASE, 1, {"grid": grid}, {}, "", "", streams)}


def look(before: Mapping[str, Record], *steps: Step, untaken: str = "", late: bool = False) -> None:
    """One request of Bob's, who leads in a. ``untaken``: the mutation whose grid gave way."""
    batch = Batch(displaced=[Displaced(CASE, "grid", "b", untaken, "", "", 1, "conflict")])
    rights = Rights(batch, before, [BOB])
    for number, (record, fields) in enumerate(steps):
        receipt = StoredReceipt("bob", f"m{number}", b"", "d3", "applied", 1, record, record, late)
        mutation = {"id": f"m{number}", "collection": record, "record": record, "root": CASE}
        rights.check(receipt, {**mutation, "fields": fields, "as": assignment_of("bob", "leader")})


NOTE: Step = (ENTRY, {"kind": "note"})
MOVED: Step = (CASE, {"grid": "b"})


def test_who_moves_a_case_away_may_have_made_it_and_added_to_it_before() -> None:
    look({}, (CASE, MAKE_CASE), NOTE, MOVED)
    look(stands("a"), NOTE, MOVED)


def test_what_was_seen_when_the_request_began_stays_seen_in_it() -> None:
    look(stands("a"), MOVED, NOTE)


def test_what_was_made_and_moved_away_in_one_request_is_not_seen_after_that() -> None:
    with pytest.raises(AssertionError, match="not theirs"):
        look({}, (CASE, MAKE_CASE), MOVED, NOTE)


def test_a_move_that_was_not_taken_moves_nothing() -> None:
    look({}, (CASE, MAKE_CASE), MOVED, NOTE, untaken="m1")


@pytest.mark.parametrize("step", [NOTE, (CASE, {"grid": "a"})])
def test_nobody_adds_to_what_they_do_not_see_or_fetches_it(step: Step) -> None:
    with pytest.raises(AssertionError, match="not theirs"):
        look(stands("b"), step)


def test_only_a_making_is_late() -> None:
    look(stands("a"), NOTE, late=True)
    with pytest.raises(AssertionError, match="no making"):
        look(stands("a"), (CASE, {"text": "Dry again"}), late=True)


@pytest.mark.parametrize(("person", "theirs"), [("bob", True), ("ann", False)])
def test_what_tells_of_an_answer_may_be_ticked_off_in_the_same_request(person: str, theirs: bool) -> None:
    streams = frozenset({f"person:{person}"})
    told = Record(ATTENTION, ATTENTION, ATTENTION, 1, {"mutation": "m0"}, {}, "", "", streams)
    rights = Rights(Batch(created=[told]), {}, [BOB])
    tick = {"id": "m1", "collection": ATTENTION, "record": ATTENTION, "root": ATTENTION}
    done = StoredReceipt("bob", "m1", b"", "d3", "applied", 2, ATTENTION, ATTENTION)
    mutation = {**tick, "fields": {"settled": "dismissed"}, "as": assignment_of("bob", "leader")}
    rights.tell(StoredReceipt("bob", "m0", b"", "d3", "refused", None, CASE, CASE))
    if theirs:
        rights.check(done, mutation)
    else:
        with pytest.raises(AssertionError, match="not theirs"):
            rights.check(done, mutation)
