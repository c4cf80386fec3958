"""A made-up map that fills the district without gap or overlap, in whole numbers.

The map is a lattice whose corners have been pushed about; a *cell* is one of its quadrangles. Every
unit is one cell, every larger area a set of cells, so an area's children fill it exactly: they are the
same cells, and their outlines run through the same corners. Corners are whole hundred-thousandths of a
degree (about a metre), so that all of this holds to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.district.demo.chance import number

#: A cell by its column (from the west) and row (from the south).
Cell = tuple[int, int]

#: Longitude and latitude in hundred-thousandths of a degree.
Corner = tuple[int, int]

#: About 300 m each way.
WIDTH, HEIGHT = 292, 271
COLUMNS, ROWS = 64, 64
MIDDLE: Corner = (11_393_300, 2_275_600)

#: The half-planes (east, north, reach) that cut the district's shape: long from north-west to south-east.
_SIDES = (
    (10, 0, 210),
    (-10, 0, 230),
    (0, 10, 240),
    (0, -10, 235),
    (8, 8, 240),
    (-8, -8, 265),
    (6, -9, 300),
    (-7, 9, 265),
)


def district_cells(count: int) -> list[Cell]:
    """The `count` cells nearest to the middle, by a measure whose circles have Guangming's rough shape."""

    def reach(cell: Cell) -> tuple[int, Cell]:
        x, y = 2 * cell[0] + 1 - COLUMNS, 2 * cell[1] + 1 - ROWS
        straight = max((a * x + b * y) * 10_000 // size for a, b, size in _SIDES)
        return straight * 100 + (x * x + y * y), cell

    cells = [(column, row) for column in range(COLUMNS) for row in range(ROWS)]
    return sorted(sorted(cells, key=reach)[:count])


def corner(column: int, row: int) -> Corner:
    """Where the lattice's corner (column, row) has been pushed to: up to a quarter of a cell each way."""
    east = number(WIDTH // 2, "east", column, row) - WIDTH // 4
    north = number(HEIGHT // 2, "north", column, row) - HEIGHT // 4
    return (
        MIDDLE[0] + (column - COLUMNS // 2) * WIDTH + east,
        MIDDLE[1] + (row - ROWS // 2) * HEIGHT + north,
    )


def outline(cells: Iterable[Cell]) -> list[Corner]:
    """The outline of connected cells, counter-clockwise: the sides that no two of them share."""
    onward: dict[Cell, Cell] = {}
    own = set(cells)
    for x, y in own:
        for beside, start, end in (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ):
            if beside not in own:
                if start in onward:
                    raise ValueError(f"the cells touch at the corner {start} only")
                onward[start] = end
    first = min(onward)
    ring, place = [corner(*first)], onward.pop(first)
    while place != first:
        ring.append(corner(*place))
        place = onward.pop(place)
    if onward:
        raise ValueError("the cells do not hang together, or have a hole")
    return ring


def inside(cell: Cell, *key: object) -> Corner:
    """A spot inside a cell, well away from its sides, that depends on `key` alone."""
    across, up = 200 + number(601, "across", *key), 200 + number(601, "up", *key)
    x, y = cell
    weighed = (
        (corner(x, y), 1000 - across, 1000 - up),
        (corner(x + 1, y), across, 1000 - up),
        (corner(x, y + 1), 1000 - across, up),
        (corner(x + 1, y + 1), across, up),
    )
    return (
        sum(place[0] * a * b for place, a, b in weighed) // 1_000_000,
        sum(place[1] * a * b for place, a, b in weighed) // 1_000_000,
    )


def degrees(place: Corner) -> list[float]:
    """A corner as a district file writes it."""
    return [place[0] / 100_000, place[1] / 100_000]
