"""Who hands over and who settles it; its author is told what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime

from server.records.house import House
from server.records.policy import IN_AREA, LEADING, grant
from server.records.rules import NOTHING, Rules, made_id, moved, rfc3339, value, wrong
from sync.protocol import Mutation
from sync.store import Effects, Event, Refusal

POLICY = (
    # To any grid: who was moved to another one still hands over what belongs to the former.
    *grant(IN_AREA, "handovers", "create", "district"),
    *grant(IN_AREA, "handovers", "read void", "own"),
    *grant(LEADING, "handovers", "read edit", "area"),
)


class HandoverRules(Rules):
    def touches(self, mutation: Mutation, house: House, now: datetime) -> tuple[Set[str], Set[str]]:
        if mutation.fields.get("outcome") is None:
            return NOTHING
        return {_alert_id(mutation)}, NOTHING[1]

    def refuse(self, event: Event, house: House) -> Refusal | None:
        handover = event.after
        if moved(event, "area") and house.grid(handover.fields.get("area")) is None:
            return wrong("area_unknown", "area", "Name a grid of this district.")
        if event.before is None and value(handover, "outcome") is not None:
            return wrong("invalid", "outcome", "Only whoever leads there settles it.")
        closes = moved(event, "outcome") and value(handover, "outcome") == "closed"
        if closes and not str(value(handover, "word", "")).strip():
            return wrong("invalid", "word", "Say a word to whoever handed it over.")
        return None

    def follow(self, event: Event, effects: Effects, house: House) -> None:
        handover = event.after
        if not moved(event, "outcome") or value(handover, "outcome") is None:
            return
        settled = {"settled_by": event.assignment.id, "settled_at": rfc3339(house.local(event.now))}
        effects.set(handover.id, settled)
        if handover.person == event.assignment.person:
            return
        alert = _alert_id(event.mutation)
        fields = {"person": handover.person, "kind": "handover_settled", "handover": handover.id}
        effects.create("alerts", alert, alert, fields)


RULES: Mapping[str, Rules] = {"handovers": HandoverRules()}


def _alert_id(mutation: Mutation) -> str:
    return made_id("handover_settled", mutation.record, mutation.id)
