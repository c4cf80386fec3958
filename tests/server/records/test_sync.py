"""What people enter travels through `/api/sync`, on both databases."""

from __future__ import annotations

from tests.server.people import WORLD
from tests.server.records.conftest import Phones

EAST1 = WORLD.areas["east1"]


def test_a_case_gets_its_number_status_and_deadline_and_reaches_the_leader(phone_of: Phones) -> None:
    li, chen = phone_of("li"), phone_of("chen")
    case = li.create("cases", {"area": EAST1, "text": "3单元漏水"})
    (change,) = [c for c in chen.sync()["changes"] if c["collection"] == "cases"]
    assert change["record"] == case
    fields = change["fields"]
    assert fields["number"] == "东社区〔2026〕00001"
    assert fields["status"] == "open"
    assert fields["due_at"] == "2026-11-26T18:00:00+08:00"
    assert (fields["kind"], fields["severity"], fields["channel"]) == ("other", "ordinary", "patrol")
    assert fields["author"] == WORLD.assignments["li"]
