"""Areas: one district, every parent one level up, outlines that are sound, ids that stay."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from server.district.checks.common import Once, check_days
from server.district.faults import Path
from server.district.ids import derived_id
from server.district.model import Area
from server.district.rings import contains, crossing, doubled_area
from server.district.rows import Rows
from server.district.source import Source
from server.district.words import LEVELS


class AreaBook:
    """Every area a file may name: its own and those already known, by code or by id."""

    def __init__(self, source: Source, known: Collection[Area], broken: set[str]) -> None:
        self._source = source
        self._broken = broken
        self.known = {area.code: area for area in known}
        self._by_name = {name: area for area in known for name in (area.id, area.code)}
        self.own: list[Area] = []
        #: The district's own outline, where there is one.
        self.outline = next((area.outline for area in known if area.level == "district"), None)

    def add(self, area: Area) -> None:
        self.own.append(area)
        self._by_name |= {area.id: area, area.code: area}
        if area.level == "district":
            self.outline = area.outline

    def mark_broken(self, code: str) -> None:
        self._broken.add(code)

    def find(
        self, path: Path, name: str, levels: Collection[str] = LEVELS, what: str = "this"
    ) -> Area | None:
        """The area called `name`, if there is one of these levels; otherwise None, and the fault is noted."""
        area = self._by_name.get(name)
        if area is None:
            if name not in self._broken:
                self._source.fault(path, f'there is no area with the code "{name}"')
        elif area.level not in levels:
            wanted = " or ".join(level for level in LEVELS if level in levels)
            self._source.fault(path, f"{what} needs a {wanted}, but {name} ({area.name}) is a {area.level}")
            return None
        return area

    def check_inside(self, path: Path, spot: tuple[float, float] | None) -> None:
        """Refuses a position outside the district."""
        if spot and self.outline and not contains(self.outline, spot):
            self._source.fault(path, "this position lies outside the district")


def check_areas(source: Source, rows: Rows, known: Collection[Area]) -> AreaBook:
    """Builds every area whose row and whose parents are sound, from the district down."""
    book = AreaBook(source, known, rows.broken)
    codes, ids, districts = Once(source), Once(source), Once(source)
    the_district = next((area.code for area in known if area.level == "district"), "")
    for path, row in sorted(rows, key=lambda each: LEVELS.index(each[1]["level"])):
        sound = codes.is_first((*path, "code"), f"the code {row['code']}", row["code"])
        sound &= _check_row(source, path, row)
        if row["level"] == "district":
            sound &= districts.is_first((*path, "level"), "a district", "district")
            if the_district not in ("", row["code"]):
                source.fault(
                    (*path, "code"), f"this installation serves the district {the_district} and no other"
                )
        parent = (
            book.find((*path, "parent"), row["parent"], {_above(row["level"])}, f"a {row['level']}'s parent")
            if row.get("parent")
            else None
        )
        if row.get("parent") and parent is None:
            sound = False
        if parent:
            sound &= _check_period(source, path, row, parent)
        area_id = _id_of(source, path, row, book.known.get(row["code"]))
        sound &= ids.is_first((*path, "id"), f"the id {area_id}", area_id)
        if sound:
            book.add(_build(row, area_id, parent))
        else:
            book.mark_broken(row["code"])
    _check_replaces(source, rows, book)
    _check_left_behind(source, rows, book)
    return book


def _above(level: str) -> str:
    return LEVELS[max(LEVELS.index(level) - 1, 0)]


def _check_row(source: Source, path: Path, row: dict[str, Any]) -> bool:
    before = len(source.faults)
    level = row["level"]
    check_days(source, path, row["valid_from"], row["valid_to"])
    if level == "district" and row.get("parent"):
        source.fault((*path, "parent"), "a district has no parent")
    if level != "district" and not row.get("parent"):
        source.fault((*path, "parent"), f"a {level} needs a parent, the code of its {_above(level)}")
    if level == "unit" and not row.get("type"):
        source.fault((*path, "type"), "a unit needs a type")
    if level != "unit" and row.get("type"):
        source.fault((*path, "type"), f"only a unit has a type, and this is a {level}")
    if outline := row.get("outline"):
        if pair := crossing(outline):
            source.fault(
                (*path, "outline", pair[1]),
                f"the outline meets itself between corners {pair[0] + 1} and {pair[1] + 1}",
            )
        elif doubled_area(outline) == 0:
            source.fault((*path, "outline"), "the outline has nothing inside")
    return len(source.faults) == before


def _check_period(source: Source, path: Path, row: dict[str, Any], parent: Area) -> bool:
    """A child may be older than its parent: it stays what it was when its grid is drawn anew."""
    if parent.valid_to and (row["valid_to"] is None or row["valid_to"] > parent.valid_to):
        reason = f"{row['code']} lasts longer than its parent {parent.code} ({parent.valid_to})"
        source.fault((*path, "valid_to"), reason)
        return False
    return True


def _check_left_behind(source: Source, rows: Rows, book: AreaBook) -> None:
    """An area that ends must not leave areas inside it that are already loaded and go on."""
    own = {area.code for area in book.own}
    for path, row in rows:
        if row["valid_to"] is None:
            continue
        for child in book.known.values():
            left = child.parent == row["code"] and child.code not in own
            if left and (child.valid_to is None or child.valid_to > row["valid_to"]):
                reason = f"{child.code} ({child.name}) lies inside and goes on"
                source.fault((*path, "valid_to"), f"{reason}; end it or give it another parent")


def _id_of(source: Source, path: Path, row: dict[str, Any], known: Area | None) -> str:
    if known and row.get("id", known.id) != known.id:
        source.fault((*path, "id"), f"{row['code']} has the id {known.id}, and ids never change")
    own: str = row.get("id") or (known.id if known else derived_id("area", row["code"]))
    return own


def _build(row: dict[str, Any], area_id: str, parent: Area | None) -> Area:
    return Area(
        id=area_id,
        code=row["code"],
        name=row["name"],
        name_en=row.get("name_en"),
        level=row["level"],
        parent=parent.code if parent else None,
        parent_id=parent.id if parent else None,
        type=row.get("type"),
        outline=row.get("outline"),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        replaces=row["replaces"],
        path=(*(parent.path if parent else ()), row["code"]),
    )


def _check_replaces(source: Source, rows: Rows, book: AreaBook) -> None:
    for path, row in rows:
        for index, code in enumerate(row["replaces"]):
            where: Path = (*path, "replaces", index)
            old = book.find(where, code, {row["level"]}, "what an area replaces")
            if old and (old.valid_to is None or old.valid_to >= row["valid_from"]):
                source.fault(where, f"{code} must end before {row['code']} begins on {row['valid_from']}")
