"""How a checklist is written down: Chinese first, English beside it."""

from __future__ import annotations

from typing import Any

ALL = ("business_district", "industrial_park", "residential_estate", "urban_village", "construction_site")

#: id, 中文, English, severity.
Chip = tuple[str, str, str, str]


def both(chinese: str, english: str) -> dict[str, str]:
    """One text in both languages."""
    return {"zh-CN": chinese, "en": english}


def question(name: str, label: dict[str, str], text: dict[str, str], *chips: Chip) -> dict[str, Any]:
    """One thing to look at, with what may be wrong about it."""
    return {
        "id": name,
        "label": label,
        "text": text,
        "problems": [
            {"id": chip, "text": both(chinese, english), "severity": severity}
            for chip, chinese, english, severity in chips
        ],
    }


def checklist(
    duty_class: str,
    name: dict[str, str],
    unit_types: tuple[str, ...],
    *questions: dict[str, Any],
    edition: int = 1,
) -> dict[str, Any]:
    """The edition that holds since 2024."""
    return {
        "code": duty_class,
        "edition": edition,
        "duty_class": duty_class,
        "name": name,
        "unit_types": list(unit_types),
        "valid_from": "2024-01-01",
        "questions": list(questions),
    }
