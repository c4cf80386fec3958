"""What a resident sees of their matter: its course in steps, without a name of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.records.house import House
from sync.protocol import Record

Step = dict[str, Any]

_TAKES = ("accept", "start")
_COMES = ("visit", "mediation")


@dataclass(frozen=True, slots=True)
class Family:
    """A case with its entries and attachments, and the role that each assignment of their authors is."""

    case: Record
    entries: Sequence[Record]
    attachments: Sequence[Record]
    roles: Mapping[str, str]


def progress(family: Family, house: House, now: datetime) -> dict[str, Any]:
    """As `MatterOut` has it. Pure."""
    case = family.case.fields
    closed = datetime.fromisoformat(case["closed_at"]) if case.get("closed_at") else None
    until = house.residents.reopens_until(house.local(closed).date()) if closed else None
    if until is not None and house.local(now).date() > until:
        until = None
    found = steps(family, house)
    return {
        "number": case.get("number") or "",
        "state": _state(case, found),
        "text": case["text"] if family.case.person == family.case.id else "",
        "address": case.get("address") or "",
        "received_at": case["opened_at"],
        "promised_by": None if closed else case.get("due_at"),
        "steps": found,
        "photos": _photos(family.attachments),
        "not_solved_until": until.isoformat() if until else None,
        "mark": _mark(found),
        "server_time": house.local(now).isoformat(timespec="seconds"),
    }


def steps(family: Family, house: House) -> list[Step]:
    """In the order in which they happened, by the server's clock; times are the district's.

    The matter is taken by the first who is given it, accepts it, comes or begins; anew after it was reopened.
    """
    case = family.case.fields
    found: list[tuple[datetime, int, Step]] = []

    def note(at: str, order: int, step: Step) -> None:
        moment = house.local(datetime.fromisoformat(at))
        found.append((moment, order, {"at": moment.isoformat(timespec="seconds"), **step}))

    note(case["opened_at"], 0, {"kind": "received"})
    if case.get("assigned_at"):
        note(case["assigned_at"], 1, {"kind": "taken", "role": _role(family, case["assignee"])})
    for entry in family.entries:
        step = _step(entry, family)
        if step is not None and entry.fields.get("void") is not True:
            note(str(entry.fields["received_at"]), 2, step)
    return list(_first_taken(step for _, _, step in sorted(found, key=lambda each: each[:2])))


def _step(entry: Record, family: Family) -> Step | None:
    fields = entry.fields
    kind = fields.get("kind")
    if kind == "answer":
        return {"kind": "answered", "text": fields["text"]}
    if kind == "addition":
        return {"kind": "added", "text": fields["text"]}
    if kind == "rating":
        return {"kind": "rated", "mark": fields["mark"]}
    if kind == "not_solved":
        return {"kind": "reopened"} | ({"text": fields["text"]} if fields.get("text") else {})
    if fields.get("step") == "reopen":
        return {"kind": "reopened"}
    if kind in _COMES or fields.get("step") in _TAKES:
        return {"kind": "taken", "role": _role(family, entry.author)}
    return None


def _first_taken(found: Iterable[Step]) -> Iterable[Step]:
    taken = False
    for step in found:
        if step["kind"] == "taken":
            if taken:
                continue
            taken = True
        elif step["kind"] in ("reopened", "answered"):
            taken = step["kind"] == "answered"
        yield step


def _state(case: Mapping[str, Any], found: Sequence[Step]) -> str:
    if case.get("void") is True:
        return "withdrawn"
    if case.get("status") == "closed":
        return "answered"
    last = next(
        (step["kind"] for step in reversed(found) if step["kind"] in ("taken", "reopened", "received")), ""
    )
    return "taken" if last == "taken" or case.get("status") == "in_progress" else "received"


def _mark(found: Sequence[Step]) -> int | None:
    """What they think of the present answer; one that was not accepted is not marked any more."""
    for step in reversed(found):
        if step["kind"] in ("answered", "reopened"):
            break
        if step["kind"] == "rated":
            return int(step["mark"])
    return None


def _photos(attachments: Sequence[Record]) -> dict[str, int]:
    """Of the resident's own; what staff photograph is not shown."""
    mine = [
        one.fields for one in attachments if one.person == one.root and one.fields.get("void") is not True
    ]
    refused = sum(1 for one in mine if one.get("refused_code"))
    return {"arrived": len(mine) - refused, "refused": refused}


def _role(family: Family, assignment: str | None) -> str:
    return family.roles.get(assignment or "", "staff")
