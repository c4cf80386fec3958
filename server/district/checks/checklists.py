"""Checklists: on any day at most one for a duty class in a type of unit, with ids that stay apart."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from server.district.checks.common import Once, check_days, overlap
from server.district.faults import Path
from server.district.ids import derived_id
from server.district.model import Checklist, Problem, Question
from server.district.rows import Rows
from server.district.source import Source

#: How many chips fit under a thumb.
MOST_PROBLEMS = 6
MOST_QUESTIONS = 20


def check_checklists(source: Source, rows: Rows, known: Collection[Checklist]) -> tuple[Checklist, ...]:
    editions = Once(source)
    found: list[Checklist] = []
    own = {(row["code"], row["edition"]) for _, row in rows}
    others = [each for each in known if (each.code, each.edition) not in own]
    for path, row in rows:
        name = f"edition {row['edition']} of {row['code']}"
        editions.is_first((*path, "edition"), name, (row["code"], row["edition"]))
        check_days(source, path, row["valid_from"], row["valid_to"])
        checklist = Checklist(
            id=row.get("id") or derived_id("checklist", row["code"], str(row["edition"])),
            code=row["code"],
            edition=row["edition"],
            duty_class=row["duty_class"],
            name=row["name"],
            unit_types=row["unit_types"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            questions=_questions(source, (*path, "questions"), row["questions"]),
        )
        for other in (*others, *found):
            if rival := _rivals(checklist, other):
                source.fault((*path, "valid_from"), rival)
                break
        found.append(checklist)
    return tuple(found)


def _rivals(one: Checklist, other: Checklist) -> str | None:
    """Why a patroller would not know which of the two to use, or None."""
    if (one.code, one.edition) == (other.code, other.edition) or one.duty_class != other.duty_class:
        return None
    shared = [unit for unit in one.unit_types if unit in other.unit_types]
    if not shared or not overlap(one, other):
        return None
    where = f"{one.duty_class} in a {shared[0]}"
    return f"edition {other.edition} of {other.code} holds on the same days for {where}"


def _questions(source: Source, path: Path, rows: list[dict[str, Any]]) -> tuple[Question, ...]:
    if not 1 <= len(rows) <= MOST_QUESTIONS:
        source.fault(path, f"a checklist has from 1 to {MOST_QUESTIONS} questions, not {len(rows)}")
    ids = Once(source)
    return tuple(
        Question(
            row["id"],
            row["label"],
            row["text"],
            _problems(source, (*path, index, "problems"), row["problems"]),
        )
        for index, row in enumerate(rows)
        if ids.is_first((*path, index, "id"), f"the question {row['id']}", row["id"])
    )


def _problems(source: Source, path: Path, rows: list[dict[str, Any]]) -> tuple[Problem, ...]:
    if not 1 <= len(rows) <= MOST_PROBLEMS:
        source.fault(path, f"a question has from 1 to {MOST_PROBLEMS} problems, not {len(rows)}")
    ids = Once(source)
    return tuple(
        Problem(row["id"], row["text"], row["severity"])
        for index, row in enumerate(rows)
        if ids.is_first((*path, index, "id"), f"the problem {row['id']}", row["id"])
    )
