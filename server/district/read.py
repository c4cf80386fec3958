"""Reads a district file and gives back what it says, fully checked, or refuses it with every fault.

Nothing is written anywhere: what a load does with the result is its own business, and a refused file
has changed nothing because nothing was begun.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.district.checks.areas import AreaBook, check_areas
from server.district.checks.checklists import check_checklists
from server.district.checks.people import check_people
from server.district.checks.places import check_places, check_stations
from server.district.checks.rules import check_rules
from server.district.checks.working_days import check_working_days
from server.district.faults import DistrictFileRefused, Fault, Position
from server.district.json_source import read_json
from server.district.model import NOTHING_KNOWN, District, DistrictFile, Known
from server.district.rows import take_apart
from server.district.source import Source, from_memory

#: A district with every outline and checklist is a few megabytes; more is another kind of file.
LARGEST = 64 * 1024 * 1024


def read_district(path: Path, known: Known = NOTHING_KNOWN) -> DistrictFile:
    """The content of the JSON or XLSX file at `path`; `known` is what the installation already holds.

    Raises `DistrictFileRefused` with all that is wrong, OSError where the file cannot be read.
    """
    if path.stat().st_size > LARGEST:
        raise DistrictFileRefused(
            path.name, [Fault(Position(), "", f"the file is larger than {LARGEST >> 20} MB")]
        )
    raw = path.read_bytes()
    if path.suffix.lower() == ".xlsx" or raw.startswith(b"PK\x03\x04"):
        from server.district.xlsx_source import read_xlsx  # openpyxl takes 0.2 s that JSON need not wait for

        return check(read_xlsx(path.name, raw), known)
    return check(read_json(path.name, raw), known)


def check_document(document: dict[str, Any], known: Known = NOTHING_KNOWN) -> DistrictFile:
    """The same for a document that is no file (yet); its faults have paths but no lines."""
    return check(from_memory(document), known)


def check(source: Source, known: Known) -> DistrictFile:
    """Every check, first of each row alone, then of the rows together. Raises `DistrictFileRefused`."""
    document = take_apart(source)
    rows = document.sections
    areas = check_areas(source, rows["areas"], known.areas)
    checklists = check_checklists(source, rows["checklists"], known.checklists)
    usable = (*checklists, *known.checklists)
    found = DistrictFile(
        district=_district(source, document.district, areas),
        areas=tuple(areas.own),
        people=check_people(source, rows["people"], areas),
        places=check_places(source, rows["places"], areas, usable),
        stations=check_stations(source, rows["stations"], areas),
        checklists=checklists,
        rules=check_rules(source, rows["rules"]),
        working_days=check_working_days(source, rows["working_days"]),
    )
    source.refuse_if_faulty()
    return found


def _district(source: Source, row: dict[str, Any] | None, areas: AreaBook) -> District | None:
    if row is None:
        return None
    areas.find(("district", "code"), row["code"], {"district"}, "the installation")
    try:
        ZoneInfo(row["timezone"])
    except (ValueError, KeyError, OSError):
        source.fault(("district", "timezone"), f'"{row["timezone"]}" is no time zone, such as Asia/Shanghai')
    return District(
        code=row["code"],
        name=row["name"],
        name_en=row.get("name_en"),
        timezone=row["timezone"],
        demonstration=row["demonstration"],
        year=row.get("year"),
        note=row.get("note"),
    )
