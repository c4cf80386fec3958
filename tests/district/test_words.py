"""A word of the district file is the same word in the tables and in the records."""

from __future__ import annotations

from server.auth.scope import ROLES
from server.auth.tables import LEVELS
from server.district import words
from server.features.areas.schema import LEVELS as LEVELS_OF_RECORDS
from server.features.cases.schema import CaseSchema
from server.features.stations.schema import DAYS
from server.features.words import SEVERITIES, UNIT_TYPES
from server.records.fields import Choice


def test_the_file_the_tables_and_the_records_use_the_same_words() -> None:
    assert words.LEVELS == LEVELS == LEVELS_OF_RECORDS
    assert set(words.ROLE_LEVELS) == ROLES
    assert (words.SEVERITIES, words.UNIT_TYPES) == (SEVERITIES, UNIT_TYPES)
    assert words.WEEKDAYS == DAYS
    service = CaseSchema().fields["service"]
    assert isinstance(service, Choice)
    assert service.describe()["choices"] == list(words.SERVICES)
