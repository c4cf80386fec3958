"""A resident with a browser: no account, no cookie, a code after the first report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sync.ids import uuid7
from tests.server.people import WORLD, People
from tests.server.records.conftest import phone_of

__all__ = ["phone_of"]

Json = dict[str, Any]
_ids = count(1)
SHOT = 1_795_395_600_000
"""2026-11-23 09:00 in the district, in milliseconds."""


def request_id() -> str:
    return uuid7(SHOT, next(_ids))


def report_of(**more: Any) -> Json:
    return {
        "id": request_id(),
        "text": "楼下下水道堵了",
        "place": {"area": WORLD.areas["east1a"]},
        **more,
    }


@dataclass
class Resident:
    """``address`` is where they come from."""

    client: FlaskClient
    address: str = "203.0.113.7"
    code: str = ""
    digits: str = ""
    headers: Json = field(default_factory=dict)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.client.post(path, json=body, headers={**self.headers, **headers}, **self._from())

    def report(self, **more: Any) -> Json:
        """A report that is taken; the answer. From then on this resident holds its code."""
        answer = self.post("/api/public/matters", report_of(**more))
        assert answer.status_code == 201, answer.text
        found: Json = answer.get_json()
        self.code = found["code"]
        self.digits = found["digits"] or more["phone"][-4:]
        return found

    def look(self, code: str | None = None, digits: str | None = None) -> TestResponse:
        digits = self.digits if digits is None else digits
        return self.client.get(
            f"/api/public/matters/{code or self.code}", headers={"Matter-Digits": digits}, **self._from()
        )

    def matter(self) -> Json:
        answer = self.look()
        assert answer.status_code == 200, answer.text
        found: Json = answer.get_json()
        return found

    def say(self, kind: str, **more: Any) -> TestResponse:
        body = {"id": request_id(), "kind": kind, **more}
        return self.post(f"/api/public/matters/{self.code}", body, **{"Matter-Digits": self.digits})

    def _from(self) -> Json:
        return {"environ_base": {"REMOTE_ADDR": self.address}}


Residents = Callable[..., Resident]


@pytest.fixture
def resident(client: FlaskClient, people: People) -> Residents:
    """`resident()`: somebody with a phone; `resident("198.51.100.3")`: from another address."""

    def come(address: str = "203.0.113.7") -> Resident:
        return Resident(client, address)

    return come


def only_case(listed: list[Json]) -> tuple[str, Json]:
    (found,) = listed
    return found["record"], json.loads(json.dumps(found["fields"]))
