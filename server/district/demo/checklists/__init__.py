"""The demo checklists: twelve duty classes as a patroller speaks of them. Examples, to be replaced."""

from __future__ import annotations

from server.district.demo.checklists.construction_gate import CONSTRUCTION_GATE
from server.district.demo.checklists.ebike_charging import EBIKE_CHARGING
from server.district.demo.checklists.elevator import ELEVATOR
from server.district.demo.checklists.fire_escape import FIRE_ESCAPE, FIRE_ESCAPE_1
from server.district.demo.checklists.gas import GAS
from server.district.demo.checklists.hygiene import HYGIENE
from server.district.demo.checklists.pipes_drains import PIPES_DRAINS
from server.district.demo.checklists.rental_housing import RENTAL_HOUSING
from server.district.demo.checklists.school_surroundings import SCHOOL_SURROUNDINGS
from server.district.demo.checklists.small_shop import SMALL_SHOP
from server.district.demo.checklists.small_workplace import SMALL_WORKPLACE
from server.district.demo.checklists.street_order import STREET_ORDER

CHECKLISTS = (
    FIRE_ESCAPE_1,
    FIRE_ESCAPE,
    GAS,
    EBIKE_CHARGING,
    HYGIENE,
    CONSTRUCTION_GATE,
    SMALL_WORKPLACE,
    RENTAL_HOUSING,
    PIPES_DRAINS,
    STREET_ORDER,
    SCHOOL_SURROUNDINGS,
    ELEVATOR,
    SMALL_SHOP,
)
