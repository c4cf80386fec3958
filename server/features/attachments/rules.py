"""Who may add a photo, voice note, signature or document to a record, and who takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime

from server.ids import is_id
from server.records.house import House
from server.records.policy import DISTRICT_WIDE, GUEST, IN_AREA, LEADING, grant
from server.records.registry import LIMITS
from server.records.rules import NOTHING, Rules, wrong
from sync.protocol import Mutation
from sync.store import Effects, Event, Refusal

POLICY = (
    *grant(IN_AREA, "attachments", "read", "area"),
    *grant(DISTRICT_WIDE, "attachments", "read", "district"),
    *grant(("patroller", "mediator", *LEADING), "attachments", "create", "area"),
    # Under what one has made oneself: a hand-over, wherever its grid lies.
    *grant(IN_AREA, "attachments", "create", "own"),
    *grant(("patroller", "mediator"), "attachments", "edit void", "own"),
    *grant(LEADING, "attachments", "edit void", "area"),
    *grant(GUEST, "attachments", "create", "held"),
)


class AttachmentRules(Rules):
    """A record has so many attachments at most, those taken back not counted.

    Counters never go back: one counts what was added, another what was taken back.
    """

    def touches(
        self,
        mutation: Mutation,
        house: House,
        now: datetime,
    ) -> tuple[Set[str], Set[str]]:
        parent = mutation.fields.get("parent")
        return (NOTHING[0], set(_counters(parent))) if is_id(parent) else NOTHING

    def refuse(self, event: Event, house: House) -> Refusal | None:
        fields = event.after.fields
        if fields.get("kind") == "voice" and (fields.get("seconds") or 0) > LIMITS["voice_seconds"]:
            return wrong("voice_too_long", "seconds", f"At most {LIMITS['voice_seconds']} seconds.")
        return None

    def follow(self, event: Event, effects: Effects, house: House) -> Refusal | None:
        added, taken_back = _counters(event.after.fields["parent"])
        was = event.before is not None and event.before.fields.get("void") is not True
        now = event.after.fields.get("void") is not True
        if was and not now:
            effects.number(taken_back)
        elif now and not was and effects.number(added) - effects.last(taken_back) > LIMITS["attachments"]:
            return Refusal("too_many_attachments", f"At most {LIMITS['attachments']} for one record.")
        return None


RULES: Mapping[str, Rules] = {"attachments": AttachmentRules()}


def _counters(parent: str) -> tuple[str, str]:
    return f"attachments:{parent}", f"attachments taken back:{parent}"
