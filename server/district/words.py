"""The words a district file may use, and which goes with which.

They are the product's own words, the same in the database, in JSON and on the phone.
"""

from __future__ import annotations

from typing import Final

#: From the whole to the smallest part. An area's parent is always exactly one level above it.
LEVELS: Final = ("district", "street", "community", "grid", "unit")

#: The five types of a unit (三区一村一地): 商业商务区, 智造园区, 住宅小区, 城中村, 建筑工地.
UNIT_TYPES: Final = (
    "business_district",
    "industrial_park",
    "residential_estate",
    "urban_village",
    "construction_site",
)

#: At which levels a role can be held.
ROLE_LEVELS: Final[dict[str, frozenset[str]]] = {
    "patroller": frozenset({"grid"}),
    "grid_leader": frozenset({"grid"}),
    "community_secretary": frozenset({"community"}),
    "department_officer": frozenset({"district", "street", "community"}),
    "street_secretary": frozenset({"street"}),
    "street_deputy": frozenset({"street"}),
    "district_officer": frozenset({"district"}),
    "joint_office": frozenset({"district"}),
    "clue_desk": frozenset({"district", "street", "community"}),
    "cashier": frozenset({"district", "street", "community", "grid"}),
    "mediator": frozenset({"district", "street", "community", "grid"}),
    "counsellor": frozenset({"district", "street", "community", "grid"}),
    "volunteer": frozenset({"district", "street", "community", "grid"}),
    "clerk": frozenset({"district", "street"}),
}

#: What a station can do for a person who walks in.
FUNCTIONS: Final = (
    "party_service",
    "appeals",
    "legal_advice",
    "police_support",
    "psychological_service",
    "assistance",
)

#: How bad a matter is: 轻微, 一般, 重大.
SEVERITIES: Final = ("minor", "ordinary", "severe")

#: The five services a case can be for.
SERVICES: Final = ("dispute", "legal", "psychological", "assistance", "complaint")

#: Days of the week as opening hours name them, Monday first.
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: The languages every text that people read must have.
LANGUAGES: Final = ("zh-CN", "en")
