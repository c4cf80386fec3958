"""Plain geometry of outlines: the area inside, whether a ring crosses itself, what lies within it."""

from __future__ import annotations

from collections.abc import Sequence

from server.district.model import Point, Ring


def doubled_area(ring: Sequence[tuple[float, float]]) -> float:
    """Twice the area inside, positive where the corners run counter-clockwise; exact for integers."""
    return sum(
        x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )


def crossing(ring: Ring) -> tuple[int, int] | None:
    """Two corners whose edges cross or touch where they should not, or None for a sound ring.

    The edges are sorted by where they begin from west to east, so that only those are compared that
    can meet at all.
    """
    count = len(ring)
    edges = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), index, a, b)
        for index, (a, b) in enumerate(zip(ring, [*ring[1:], ring[0]], strict=True))
    )
    for place, (_, east, index, a, b) in enumerate(edges):
        if a == b:
            return index, index
        for west, _, other, c, d in edges[place + 1 :]:
            if west > east:
                break
            if min(a[1], b[1]) > max(c[1], d[1]) or min(c[1], d[1]) > max(a[1], b[1]):
                continue
            if abs(index - other) in (1, count - 1):
                # Neighbours share one corner; they are at fault only when one folds back onto the other.
                first, corner, last = (a, b, d) if (index + 1) % count == other else (c, d, b)
                if _turn(first, corner, last) == 0 and _dot(corner, first, last) > 0:
                    return index, other
            elif _meet(a, b, c, d):
                return index, other
    return None


def contains(ring: Ring, spot: Point) -> bool:
    """Whether `spot` lies inside `ring`; on its very edge counts as inside."""
    x, y = spot
    inside = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if _turn(a, b, spot) == 0 and _between(a, b, spot):
            return True
        if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]):
            inside = not inside
    return inside


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _dot(corner: Point, a: Point, b: Point) -> float:
    return (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1])


def _between(a: Point, b: Point, c: Point) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    one, two, three, four = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if (one > 0) != (two > 0) and (three > 0) != (four > 0) and 0 not in (one, two, three, four):
        return True
    return (
        (one == 0 and _between(a, b, c))
        or (two == 0 and _between(a, b, d))
        or (three == 0 and _between(c, d, a))
        or (four == 0 and _between(c, d, b))
    )
