"""What a resident says of their own matter after it was reported: more words, a mark, "not solved"."""

from __future__ import annotations

from datetime import datetime

from server.features.cases.schema import RESIDENTS
from server.records.house import House
from server.records.rules import made_id, moved, value
from sync.protocol import Record
from sync.store import Effects, Event, Refusal


def refuse(event: Event, house: House) -> Refusal | None:
    """A resident's own words are nobody else's to change, and an answer is judged only when there is one."""
    entry, case = event.after, event.root
    if event.before is not None:
        if moved(event, "text") or moved(event, "mark"):
            return Refusal("not_yours", "These are the resident's words. Write a note of your own.")
        return None
    kind = entry.fields["kind"]
    if kind == "addition":
        return None
    if case.fields.get("status") != "closed":
        return Refusal("not_answered", "This matter has no answer yet.")
    if kind == "not_solved" and house.local(event.now).date() > house.residents.reopens_until(
        house.local(datetime.fromisoformat(case.fields["closed_at"])).date()
    ):
        return Refusal("too_late", f"This was possible for {house.residents.reopen} days after the answer.")
    return None


def tell(event: Event, effects: Effects, house: House) -> None:
    """Those who must know: of a matter that is open again its leaders too, of more words who works on it."""
    kind, case = event.after.fields["kind"], event.root
    if kind == "not_solved":
        for person in sorted({*_leaders(case, house), *_working(case, house)}):
            _alert("case_reopened", person, case, effects)
    elif kind == "addition":
        for person in _working(case, house) or _leaders(case, house):
            _alert("resident_added", person, case, effects)


def hand(case: Record, effects: Effects, house: House, now: str) -> None:
    """Whoever works on a case knows whom to call; whoever does not any more, does not."""
    post = house.post(value(case, "assignee"))
    effects.set(case.id, {"assigned_at": now if post else None})
    if reporter := value(case, "reporter"):
        effects.set(reporter, {"handler": post.person if post else None})


def is_residents(entry: Record) -> bool:
    return entry.fields.get("kind") in RESIDENTS


def _alert(kind: str, person: str, case: Record, effects: Effects) -> None:
    """One line for each case, person and reason, which counts from the last look."""
    alert = made_id(kind, case.id, person)
    there = effects.get(alert)
    if there is None:
        fields = {"person": person, "kind": kind, "case": case.id, "area": case.fields["area"], "count": 1}
        effects.create("alerts", alert, alert, fields)
    else:
        count = 1 if there.fields.get("seen_at") is not None else value(there, "count", 0) + 1
        effects.set(alert, {"count": count, "seen_at": None})


def _leaders(case: Record, house: House) -> list[str]:
    grid = house.grid(case.fields["area"])
    return list(house.leaders(grid)) if grid else []


def _working(case: Record, house: House) -> list[str]:
    post = house.post(value(case, "assignee"))
    return [post.person] if post else []
