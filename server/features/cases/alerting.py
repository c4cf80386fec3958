"""Who is told of a case: its leaders when it comes in or turns severe, and whom it is given to."""

from __future__ import annotations

from server.records.house import House
from server.records.rules import made_id, value
from sync.store import Effects, Event


def tell_assignee(event: Event, effects: Effects, person: str) -> None:
    if person == event.assignment.person:
        return
    alert = assigned_id(event.after.id, person, event.mutation.id)
    fields = {
        "person": person,
        "kind": "case_assigned",
        "case": event.after.id,
        "area": event.after.fields["area"],
    }
    effects.create("alerts", alert, alert, fields)


def tell_of_severe(event: Event, effects: Effects, house: House) -> None:
    case = event.after
    grid = house.grid(case.fields["area"])
    for leader in house.leaders(grid) if grid else ():
        if leader != event.assignment.person:
            alert = severe_id(case.id, leader)
            fields = {"person": leader, "kind": "case_severe", "case": case.id, "area": case.fields["area"]}
            effects.create("alerts", alert, alert, fields)


def tell_of_opened(event: Event, effects: Effects, house: House, grid: str) -> None:
    """One line for each leader, grid and day, which counts from the last look."""
    for leader in house.leaders(grid):
        if leader == event.assignment.person:
            continue
        alert = opened_id(grid, leader, house)
        there = effects.get(alert)
        if there is None:
            fields = {
                "person": leader,
                "kind": "case_opened",
                "case": event.after.id,
                "area": grid,
                "count": 1,
            }
            effects.create("alerts", alert, alert, fields)
        else:
            seen = there.fields.get("seen_at") is not None
            count = 1 if seen else value(there, "count", 0) + 1
            effects.set(alert, {"case": event.after.id, "count": count} | ({"seen_at": None} if seen else {}))


def assigned_id(case: str, person: str, mutation: str) -> str:
    return made_id("case_assigned", case, person, mutation)


def severe_id(case: str, leader: str) -> str:
    return made_id("case_severe", case, leader)


def opened_id(grid: str, leader: str, house: House) -> str:
    reason = ("case_opened", grid, leader)
    if reason not in house.made:
        house.made[reason] = made_id(*reason, house.day.isoformat())
    return house.made[reason]
