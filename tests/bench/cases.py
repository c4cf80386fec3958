"""Cases as patrollers write them, 650 bytes each, and the requests that carry them."""

from __future__ import annotations

import json
import secrets
import threading
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from sync.ids import Ids
from tests.live.client import Client

SHANGHAI = timezone(timedelta(hours=8))
SIZE = 650
"""Bytes of a record's fields as JSON in UTF-8."""

_STORY = "三单元一楼水管漏水,楼下住户反映墙面渗水,双方就维修费用有争议,约好下午一起看现场。"
_ids = Ids(lambda: time.time_ns() // 1_000_000, secrets.randbits)
_one_at_a_time = threading.Lock()


def uuid7() -> str:
    """A UUID version 7, rising within this process: later work must not look like earlier work."""
    with _one_at_a_time:
        return _ids()


def case_fields(area: str) -> dict[str, Any]:
    """A case of a leaking pipe, filled up to `SIZE` bytes with its story."""
    fields = {
        "area": area,
        "address": "富豪花园C区1栋3单元",
        "kind": "dispute",
        "service": "dispute",
        "severity": "ordinary",
        "channel": "patrol",
        "people_count": 2,
        "position": {"lat": 22.7731, "lon": 113.9082, "accuracy": 12},
        "text": "",
    }
    room = SIZE - len(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())
    letters = room // 3
    fields["text"] = (_STORY * (letters // len(_STORY) + 1))[:letters] + "." * (room % 3)
    return fields


def mutation(
    client: Client, assignment: dict[str, Any], fields: dict[str, Any], schema: int
) -> dict[str, Any]:
    """A new case as `client`'s phone would write it."""
    record = uuid7()
    return {
        "id": uuid7(),
        "collection": "cases",
        "record": record,
        "root": record,
        "base": 0,
        "epoch": client.epoch,
        "fields": fields,
        "at": datetime.now(SHANGHAI).isoformat(timespec="milliseconds"),
        "as": assignment["id"],
        "scope": client.scope,
        "schema": schema,
    }


def push_body(
    client: Client,
    mutations: list[dict[str, Any]],
    cursors: dict[str, int] | None = None,
    limit: int = 1000,
) -> dict[str, Any]:
    """One sync request."""
    return {
        "protocol": 1,
        "epoch": client.epoch,
        "phone_time": datetime.now(SHANGHAI).isoformat(timespec="milliseconds"),
        "scope": client.scope,
        "mutations": mutations,
        "cursors": cursors or {},
        "limit": limit,
    }


def pull_all(client: Client) -> dict[str, int]:
    """Pulls until nothing is left; the cursors it ends with."""
    cursors: dict[str, int] = {}
    while True:
        answer = client.request("POST", "/api/sync", push_body(client, [], cursors)).json()
        cursors.update(answer["cursors"])
        if not answer["more"]:
            return cursors
