"""Who may do what with a case, and what follows: number, deadline, course, and the alerts of those who
must know.

A case closes only with an answer: an entry of that kind with text, channel and time. What else is written
on a closed case is kept and does not reopen it: a late note is never lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime

from server.calendar.terms import due
from server.features.cases import resident
from server.features.cases.alerting import (
    assigned_id,
    opened_id,
    severe_id,
    tell_assignee,
    tell_of_opened,
    tell_of_severe,
)
from server.records.house import House
from server.records.policy import DISTRICT_WIDE, GUEST, IN_AREA, LEADING, grant
from server.records.rules import NOTHING, Rules, moved, rfc3339, unset, value, wrong
from sync.protocol import Mutation, Record
from sync.store import Effects, Event, Refusal

POLICY = (
    *grant(IN_AREA, "cases", "read", "area"),
    *grant(IN_AREA, "parties", "read", "area"),
    *grant(IN_AREA, "entries", "read", "area"),
    *grant(DISTRICT_WIDE, "cases", "read", "district"),
    *grant(DISTRICT_WIDE, "entries", "read", "district"),
    *grant(("patroller", *LEADING), "cases", "create edit", "area"),
    *grant("patroller", "cases", "void", "own"),
    *grant(LEADING, "cases", "assign move void", "area"),
    *grant(("patroller", "mediator", *LEADING), "parties", "create", "area"),
    *grant(("patroller", *LEADING), "parties", "edit", "area"),
    *grant(("patroller", "mediator"), "parties", "edit void", "own"),
    *grant(LEADING, "parties", "void", "area"),
    *grant(IN_AREA, "entries", "create", "area"),
    *grant(IN_AREA, "entries", "edit void", "own"),
    *grant(LEADING, "entries", "edit void answer reopen", "area"),
    *grant("patroller", "entries", "answer", "own"),
    *grant(("patroller", "mediator"), "entries", "answer", "assigned"),
    *grant(GUEST, "cases", "create", "held"),
    *grant(GUEST, "entries", "respond", "held"),
)
DEFAULTS = {"kind": "other", "severity": "ordinary", "channel": "patrol"}


class CaseRules(Rules):
    def touches(self, mutation: Mutation, house: House, now: datetime) -> tuple[Set[str], Set[str]]:
        fields = mutation.fields
        records: set[str] = set()
        if fields.get("assignee") is not None and (post := house.post(fields["assignee"])):
            records.add(assigned_id(mutation.record, post.person, mutation.id))
        grid = house.grid(fields.get("area"))
        if grid is None or mutation.base:
            return records, NOTHING[1]
        severe = fields.get("severity") == "severe"
        for leader in house.leaders(grid):
            records.add(severe_id(mutation.record, leader) if severe else opened_id(grid, leader, house))
        return records, {_counter(grid, house, now)}

    def refuse(self, event: Event, house: House) -> Refusal | None:
        if moved(event, "area") and house.grid(event.after.fields.get("area")) is None:
            return wrong("area_unknown", "area", "Name a grid or a unit of this district.")
        if (
            moved(event, "assignee")
            and value(event.after, "assignee")
            and not _assignee_sees(event.after, house)
        ):
            return wrong(
                "assignee_unknown", "assignee", "Nobody works on this case's grid under this assignment."
            )
        return None

    def follow(self, event: Event, effects: Effects, house: House) -> None:
        case = event.after
        if event.before is None:
            _open(event, effects, house)
        else:
            if moved(event, "severity") or moved(event, "service"):
                _set_deadline(case, effects, house)
            if moved(event, "severity") and case.fields["severity"] == "severe":
                tell_of_severe(event, effects, house)
        now = rfc3339(house.local(event.now))
        if value(case, "assignee") and moved(event, "area") and not _assignee_sees(case, house):
            effects.set(case.id, {"assignee": None})
            resident.hand(effects.get(case.id) or case, effects, house, now)
        elif moved(event, "assignee"):
            if post := house.post(case.fields.get("assignee")):
                tell_assignee(event, effects, post.person)
            resident.hand(case, effects, house, now)


class EntryRules(Rules):
    def refuse(self, event: Event, house: House) -> Refusal | None:
        entry, case = event.after, event.root
        kind = entry.fields.get("kind")
        errors = {field: ["This is needed."] for field in _missing(entry, str(kind))}
        if errors:
            return Refusal("invalid", "Something is missing.", errors)
        if event.before is None and kind == "answer" and case.fields.get("status") == "closed":
            return Refusal("case_closed", "This case is closed. What you wrote is kept for the leader.")
        return resident.refuse(event, house) if resident.is_residents(entry) else None

    def follow(self, event: Event, effects: Effects, house: House) -> None:
        case = event.root
        if moved(event, "void"):
            _voided(event, effects, house)
        if event.before is not None:
            return
        now = rfc3339(house.local(event.now))
        effects.set(
            case.id,
            {
                "last_entry_at": now,
                "entry_count": value(case, "entry_count", 0) + 1,
                **_course(event, house, now),
            },
        )
        if resident.is_residents(event.after):
            resident.tell(event, effects, house)


RULES: Mapping[str, Rules] = {"cases": CaseRules(), "entries": EntryRules()}


def _assignee_sees(case: Record, house: House) -> bool:
    """Whether a case's assignee works where it lies; anybody else would never see it on their phone."""
    post = house.post(case.fields.get("assignee"))
    grid = house.grid(case.fields["area"])
    return post is not None and post.role in IN_AREA and grid in house.tree.grids_under(post.area)


def _open(event: Event, effects: Effects, house: House) -> None:
    case, opened = event.after, house.local(event.now)
    severity = value(case, "severity", DEFAULTS["severity"])
    grid = house.grid(case.fields["area"]) or ""
    effects.set(
        case.id,
        {
            **unset(case, DEFAULTS),
            "number": _number(grid, effects, house, opened),
            "status": "open",
            "opened_at": rfc3339(opened),
            "due_at": rfc3339(_due(case, house, opened)),
        },
    )
    if severity == "severe":
        tell_of_severe(event, effects, house)
    else:
        tell_of_opened(event, effects, house, grid)


def _number(grid: str, effects: Effects, house: House, opened: datetime) -> str:
    """Such as 东社区〔2026〕00017: one series for each community and year of the district."""
    community = house.community(grid)
    number = effects.number(_counter(grid, house, opened))
    return f"{community.name if community else ''}〔{opened.year}〕{number:05d}"


def _counter(grid: str, house: House, now: datetime) -> str:
    community = house.community(grid)
    return f"case:{community.id if community else ''}:{house.local(now).year}"


def _set_deadline(case: Record, effects: Effects, house: House) -> None:
    """A graver or lighter case is due as if it had been so from its opening."""
    opened = case.fields.get("opened_at")
    if opened is None or case.fields.get("status") == "closed":
        return
    effects.set(case.id, {"due_at": rfc3339(_due(case, house, house.local(datetime.fromisoformat(opened))))})


def _due(case: Record, house: House, opened: datetime) -> datetime:
    matter = {"severity": value(case, "severity", DEFAULTS["severity"]), "service": value(case, "service")}
    term = house.deadlines.term("answer", matter, opened.date())
    assert term is not None
    return due(house.calendar, term, opened).at


def _missing(entry: Record, kind: str) -> Iterable[str]:
    wanted = {
        "step": ("step",),
        "visit": (),
        "answer": ("text", "answer_channel", "answered_at"),
        "rating": ("mark",),
        "not_solved": (),
    }
    for field in wanted.get(kind, ("text",)):
        found = entry.fields.get(field)
        if found is None or (isinstance(found, str) and not found.strip()):
            yield field


def _again(event: Event, house: House) -> dict[str, object]:
    """Open once more: its answer is history, and the next one is due as if the case had come in now."""
    at = _due(event.root, house, house.local(event.now))
    return {"status": "open", "closed_at": None, "answer": None, "due_at": rfc3339(at)}


def _course(event: Event, house: House, now: str) -> dict[str, object]:
    """What an entry moves of its case's course."""
    entry, status = event.after, event.root.fields.get("status")
    kind, step = entry.fields.get("kind"), entry.fields.get("step")
    if kind == "answer":
        return {"status": "closed", "closed_at": now, "answer": entry.id}
    if status == "closed":
        return _again(event, house) if step == "reopen" or kind == "not_solved" else {}
    if status == "open" and (kind in ("visit", "mediation") or step in ("accept", "start")):
        return {"status": "in_progress"}
    return {}


def _voided(event: Event, effects: Effects, house: House) -> None:
    """A void entry does not count; a case whose answer is void has none, so it is not closed."""
    entry, case = event.after, event.root
    if event.before is None:
        return
    void = entry.fields.get("void") is True
    if bool(event.before.fields.get("void")) is void:
        return
    count = value(case, "entry_count", 0) + (-1 if void else 1)
    fields: dict[str, object] = {"entry_count": max(count, 0)}
    if void and case.fields.get("answer") == entry.id:
        fields |= {"status": "in_progress", "closed_at": None, "answer": None}
    effects.set(case.id, fields)
