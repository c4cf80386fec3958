"""The guest: whoever holds one matter's code. They push like everybody, and pull nothing."""

from __future__ import annotations

from server.auth.directory import AreaTree
from server.records.policy import GUEST
from sync.protocol import Actor, Assignment, Scope


def guest(matter: str, area: str, tree: AreaTree) -> Actor:
    """The actor of a matter, which is a case's id. Nobody is behind it: two matters are two guests.

    Their person and their assignment have the matter's own id, so that receipts, records and uploads say
    which matter they came with, and never who brought it.
    """
    held = Assignment(matter, matter, GUEST, area, tree.grids_under(area))
    return Actor(matter, matter, Scope(1, frozenset(), {matter: held}, matter=matter))
