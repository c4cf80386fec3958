"""What is at the station, read over HTTP by somebody who may read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from tests.live.client import Client
from tests.live.server import LiveServer

PER_PAGE = 100


@contextmanager
def reading(server: LiveServer, person: dict[str, Any]) -> Iterator[Client]:
    """Signed in as this person, on a device of its own."""
    with Client(server.url) as client:
        yield client.sign_in(person["login"], person["password"])


def records(client: Client, collection: str, **where: Any) -> list[dict[str, Any]]:
    """All records of a collection that the reader may see, page by page; each id at most once."""
    found: list[dict[str, Any]] = []
    while True:
        page = len(found) // PER_PAGE + 1
        asked = f"page={page}&per_page={PER_PAGE}&where={quote(json.dumps(where))}"
        answer = client.request("GET", f"/api/records/{collection}?{asked}")
        assert answer.status == 200, answer.body
        rows = answer.json()["records"]
        found += rows
        if len(rows) < PER_PAGE:
            names = [row["record"] for row in found]
            assert len(names) == len(set(names))
            return found


def fields(client: Client, collection: str, record: str) -> dict[str, Any]:
    """The fields of one record."""
    found: dict[str, Any] = next(
        row["fields"] for row in records(client, collection) if row["record"] == record
    )
    return found


def ids(client: Client, collection: str) -> list[str]:
    return [row["record"] for row in records(client, collection)]


def texts(client: Client, collection: str, root: str) -> list[str]:
    """The words of a root's records, sorted."""
    return sorted(row["fields"].get("text", "") for row in records(client, collection) if row["root"] == root)
