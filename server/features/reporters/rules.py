"""Who notes down who brought a matter, and who learns it: those who lead there, and whom it is given to."""

from __future__ import annotations

from collections.abc import Mapping

from server.records.house import House
from server.records.policy import GUEST, IN_AREA, LEADING, grant
from server.records.rules import Rules, value
from sync.store import Effects, Event, Refusal

POLICY = (
    *grant(LEADING, "reporters", "read edit void", "area"),
    *grant(IN_AREA, "reporters", "read", "own"),
    *grant(("patroller", *LEADING), "reporters", "create", "area"),
    *grant(GUEST, "reporters", "create", "held"),
)


class ReporterRules(Rules):
    """One for each case: somebody else who is concerned is a party."""

    def refuse(self, event: Event, house: House) -> Refusal | None:
        fields = event.after.fields
        if not any(str(fields.get(name) or "").strip() for name in ("name", "phone")):
            return Refusal("invalid", "A name or a phone number is needed.", {"phone": ["This is needed."]})
        if event.before is None and value(event.root, "reporter"):
            return Refusal("reporter_known", "Who brought this matter is noted down already.")
        return None

    def follow(self, event: Event, effects: Effects, house: House) -> None:
        if event.before is None:
            post = house.post(value(event.root, "assignee"))
            effects.set(event.after.id, {"handler": post.person if post else None})
            effects.set(event.root.id, {"reporter": event.after.id})


RULES: Mapping[str, Rules] = {"reporters": ReporterRules()}
