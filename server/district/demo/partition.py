"""Divides the map's cells among areas, so that each gets its number of cells and hangs together.

A set of cells is halved again and again. Each halving tries straight sweeps in a few directions and
keeps the one whose two parts hang together and are the most compact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from server.district.demo.geometry import Cell, outline

#: (east, north) of the sweeps, and for each the order in which cells of one line are taken.
_SWEEPS = tuple((sweep, side) for sweep in ((1, 0), (0, 1), (1, 1), (1, -1)) for side in (1, -1))


class Part(NamedTuple):
    """Something that is to get `size` cells; `east` and `north` say on which side of the others."""

    name: str
    size: int
    east: float = 0.0
    north: float = 0.0


def divide(cells: Sequence[Cell], parts: Sequence[Part]) -> dict[str, list[Cell]]:
    """`cells` divided among `parts`, whose sizes add up to the number of cells."""
    if sum(part.size for part in parts) != len(cells):
        raise ValueError("the parts do not add up to the cells")
    if len(parts) == 1:
        return {parts[0].name: sorted(cells)}
    best: tuple[int, tuple[list[Cell], list[Part]], tuple[list[Cell], list[Part]]] | None = None
    for sweep, side in _SWEEPS:
        order = sorted(parts, key=partial(_along, sweep))
        size, middle = _halve(order)
        swept = sorted(cells, key=partial(_swept, sweep, side))
        one, two = swept[:size], swept[size:]
        if _is_sound(one) and _is_sound(two):
            spread = _spread(one) + _spread(two)
            if best is None or spread < best[0]:
                best = (spread, (one, order[:middle]), (two, order[middle:]))
    if best is None:
        raise ValueError(f"no way to divide {len(cells)} cells")
    return divide(*best[1]) | divide(*best[2])


def _along(sweep: tuple[int, int], part: Part) -> float:
    return sweep[0] * part.east + sweep[1] * part.north


def _swept(sweep: tuple[int, int], side: int, cell: Cell) -> tuple[int, int]:
    return sweep[0] * cell[0] + sweep[1] * cell[1], side * (cell[0] - cell[1])


def _halve(parts: Sequence[Part]) -> tuple[int, int]:
    """The number of cells, and of parts, that come nearest to one half; never none and never all."""
    whole = sum(part.size for part in parts)
    sums = [sum(part.size for part in parts[:count]) for count in range(len(parts))]
    middle = min(range(1, len(parts)), key=lambda count: abs(2 * sums[count] - whole))
    return sums[middle], middle


def _is_sound(cells: Sequence[Cell]) -> bool:
    """Whether the cells have one outline that goes round them all."""
    try:
        outline(cells)
    except ValueError:
        return False
    return True


def _spread(cells: Sequence[Cell]) -> int:
    """How far the cells are from their middle, squared and summed: small for what is compact."""
    count = len(cells)
    across, up = sum(x for x, _ in cells), sum(y for _, y in cells)
    squares = sum(x * x + y * y for x, y in cells)
    return squares - (across * across + up * up) // count
