"""Words that collections of several features share."""

SEVERITIES = ("minor", "ordinary", "severe")
UNIT_TYPES = (
    "business_district",
    "industrial_park",
    "residential_estate",
    "urban_village",
    "construction_site",
)
"""The five types of units, 三区一村一地: the type decides checklists and likely hazards."""
