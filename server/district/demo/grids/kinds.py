"""How a walked grid is written down."""

from __future__ import annotations

from typing import NamedTuple

#: The name, the duty classes with spaces between them, and the address where it is not the unit's.
Spot = tuple[str, str] | tuple[str, str, str]


class WalkedUnit(NamedTuple):
    name: str
    type: str
    address: str
    places: tuple[Spot, ...]


class WalkedGrid(NamedTuple):
    community: str
    number: int
    units: tuple[WalkedUnit, ...]
