"""The demo's outlines fill the district without gaps or overlaps, to the last digit."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from server.district.demo.areas import Spot, demo_areas
from server.district.demo.geometry import Corner, district_cells, inside, outline
from server.district.demo.partition import Part, divide
from server.district.demo.streets import GRIDS, STATIONS, STREETS, UNITS
from server.district.rings import contains, crossing, doubled_area

Edge = tuple[Corner, Corner]


def whole(area: Spot) -> list[Corner]:
    """An outline in whole hundred-thousandths of a degree, as it stands in the file."""
    ring = [(round(x * 100_000), round(y * 100_000)) for x, y in area.row["outline"]]
    assert [[x / 100_000, y / 100_000] for x, y in ring] == area.row["outline"]
    return ring


def edges(ring: list[Corner]) -> list[Edge]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


@pytest.fixture(scope="module")
def families() -> list[tuple[list[Corner], list[list[Corner]]]]:
    """Every area that has children, with theirs."""
    areas = demo_areas()
    children: dict[str, list[Spot]] = defaultdict(list)
    for area in areas:
        children[area.row.get("parent", "")].append(area)
    found = [
        (whole(area), [whole(child) for child in children[area.code]])
        for area in areas
        if children[area.code]
    ]
    assert len(found) == 1 + 6 + 31 + 264
    return found


def test_children_are_together_exactly_as_large_as_their_parent(
    families: list[tuple[list[Corner], list[list[Corner]]]],
) -> None:
    for parent, children in families:
        assert all(doubled_area(child) > 0 for child in children)
        assert sum(doubled_area(child) for child in children) == doubled_area(parent)


def test_every_edge_is_shared_by_two_children_or_is_the_parents_own(
    families: list[tuple[list[Corner], list[list[Corner]]]],
) -> None:
    # Together with the sums above this leaves no room for a gap or an overlap: walked counter-clockwise,
    # an inner edge is met once each way, an outer one once, and what is met once is the parent's outline.
    for parent, children in families:
        met = Counter(edge for child in children for edge in edges(child))
        assert max(met.values()) == 1
        alone = {edge for edge in met if (edge[1], edge[0]) not in met}
        assert alone == set(edges(parent))


def test_no_outline_crosses_itself(families: list[tuple[list[Corner], list[list[Corner]]]]) -> None:
    for parent, children in families:
        for ring in (parent, *children):
            assert crossing(tuple((float(x), float(y)) for x, y in ring)) is None


def test_the_district_lies_where_guangming_lies(
    families: list[tuple[list[Corner], list[list[Corner]]]],
) -> None:
    district = families[0][0]
    assert all(11_385_000 < x < 11_401_000 and 2_267_000 < y < 2_284_000 for x, y in district)
    square_kilometres = doubled_area(district) / 2 * 1.11319 * 1.11319 * 0.9222 / 1e6
    assert 130 < square_kilometres < 180


def test_the_public_numbers_add_up() -> None:
    assert len(STREETS) == 6
    assert sum(len(street.communities) for street in STREETS) == 31
    assert sum(community.grids for street in STREETS for community in street.communities) == GRIDS == 264
    assert (UNITS, STATIONS) == (1734, 246)


def test_a_spot_inside_a_cell_is_inside_its_outline() -> None:
    for number, cell in enumerate(district_cells(200)):
        ring = tuple((float(x), float(y)) for x, y in outline([cell]))
        x, y = inside(cell, number)
        assert contains(ring, (float(x), float(y)))


def test_cells_that_only_touch_at_a_corner_or_leave_a_hole_have_no_outline() -> None:
    with pytest.raises(ValueError, match="hang together"):
        outline([(10, 10), (12, 10)])
    with pytest.raises(ValueError, match="corner"):
        outline([(10, 10), (11, 11), (10, 12), (9, 11)])
    with pytest.raises(ValueError, match="hole"):
        outline([(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)])


def test_cells_are_divided_to_the_last_one_and_each_part_hangs_together() -> None:
    cells = district_cells(100)
    found = divide(cells, [Part("a", 33), Part("b", 50), Part("c", 17)])
    assert {name: len(own) for name, own in found.items()} == {"a": 33, "b": 50, "c": 17}
    assert sorted(cell for own in found.values() for cell in own) == cells
    for own in found.values():
        assert outline(own)


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        divide(district_cells(10), [Part("a", 3), Part("b", 4)])
