"""Who may do what with rounds and checks; a check shows on its place from then on."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime

from server.records.house import House
from server.records.policy import DISTRICT_WIDE, IN_AREA, LEADING, grant
from server.records.rules import NOTHING, Rules, moved, rfc3339, wrong
from sync.protocol import Mutation
from sync.store import Effects, Event, Refusal

POLICY = (
    *grant(IN_AREA, "patrols", "read", "area"),
    *grant(IN_AREA, "inspections", "read", "area"),
    *grant(DISTRICT_WIDE, "patrols", "read", "district"),
    *grant(DISTRICT_WIDE, "inspections", "read", "district"),
    *grant("patroller", "patrols", "create", "area"),
    *grant("patroller", "patrols", "edit void", "own"),
    *grant("patroller", "inspections", "create edit void", "own"),
    *grant(LEADING, "patrols", "create edit void move", "area"),
    *grant(LEADING, "inspections", "create edit void", "area"),
)


class PatrolRules(Rules):
    def refuse(self, event: Event, house: House) -> Refusal | None:
        if moved(event, "area") and house.grid(event.after.fields.get("area")) is None:
            return wrong("area_unknown", "area", "Name a grid or a unit of this district.")
        return None


class InspectionRules(Rules):
    def touches(self, mutation: Mutation, house: House, now: datetime) -> tuple[Set[str], Set[str]]:
        place = mutation.fields.get("place")
        return ({place}, NOTHING[1]) if isinstance(place, str) else NOTHING

    def follow(self, event: Event, effects: Effects, house: House) -> None:
        inspection = event.after
        place = effects.get(inspection.fields["place"])
        # What a person may not work on, a rule does not move in their name.
        if place is None or house.grid(place.fields.get("area")) not in event.assignment.grids:
            return
        if inspection.fields.get("void") is True:
            if place.fields.get("last_inspection") == inspection.id:
                effects.set(place.id, {"last_at": None, "last_result": None, "last_inspection": None})
            return
        at = _when(event, house)
        last = place.fields.get("last_at")
        same = place.fields.get("last_inspection") == inspection.id
        if same or last is None or datetime.fromisoformat(last) <= at:
            shown = {
                "last_at": rfc3339(at),
                "last_result": inspection.fields["result"],
                "last_inspection": inspection.id,
            }
            effects.set(place.id, shown)


RULES: Mapping[str, Rules] = {"patrols": PatrolRules(), "inspections": InspectionRules()}


def _when(event: Event, house: House) -> datetime:
    """When the check was made, as its phone tells it; a phone whose clock is ahead was there now."""
    told = event.after.fields.get("inspected_at") or event.after.fields.get("made_at") or event.mutation.at
    return house.local(min(datetime.fromisoformat(told), event.now))
