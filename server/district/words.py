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

#: What a resident asks for: 咨询, 建议, 投诉.
REQUESTS: Final = ("consultation", "suggestion", "complaint")

#: How high a request is answered for: 一类, 二类, 三类.
RESPONSE_CLASSES: Final = ("class_1", "class_2", "class_3")

#: The ways by which a case comes in, and those of them that a resident uses.
CHANNELS: Final = ("patrol", "station", "hotline", "web", "qr", "secretary_online", "forum", "clue")
RESIDENTS_CHANNELS: Final = frozenset({"station", "hotline", "web", "qr", "secretary_online", "forum"})

#: Where a case comes from: a resident asks for something, or somebody on duty found it.
SOURCES: Final = ("resident", "patrol")

#: What a case is about.
KINDS: Final = ("dispute", "hazard", "facility", "environment", "order", "service", "other")

#: The clocks of a case: somebody noticed it, a meeting is booked, it is answered.
CLOCKS: Final = ("notice", "meeting", "answer")

#: A district's own values: how long a case may take, who answers for a class, which class a request is of.
RULE_CODES: Final = (
    "case_deadline",
    "responsible_role",
    "response_class",
    "case_reopen",
    "reporter_retention",
)

#: Days of the week as opening hours name them, Monday first.
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: The languages every text that people read must have.
LANGUAGES: Final = ("zh-CN", "en")
