"""The reference phone over HTTP, with its own memory of what it holds."""

from __future__ import annotations

import json
from typing import Any

from server.records.domain import specs
from sync.device import Device
from sync.ids import Ids
from sync.replica import Phone
from tests.server.records.helpers import AT, Pusher

Json = dict[str, Any]


class HttpDevice(Device):
    """One signed-in person's phone: what `Pusher` may do, as a phone does it."""

    def __init__(self, pusher: Pusher, limit: int = 1_000, phone: Phone | None = None) -> None:
        self.pusher = pusher
        self.asked: list[Json] = []
        self.answers: list[Json] = []

        def carry(body: bytes) -> bytes:
            headers = {**pusher.phone.headers, "Content-Type": "application/json"}
            answer = pusher.client.post("/api/sync", data=body, headers=headers)
            assert answer.status_code == 200, answer.text
            self.asked.append(json.loads(body))
            self.answers.append(json.loads(answer.data))
            return bytes(answer.data)

        number = int(pusher.phone.device.replace("-", ""), 16)
        super().__init__(
            carry,
            Ids(lambda: 1_795_000_000_000, lambda bits: number % 2**bits),
            lambda: AT,
            unions=lambda collection: specs()[collection].unions if collection in specs() else (),
            phone=phone,
            limit=limit,
        )

    def make(self, collection: str, fields: Json, record: str = "", root: str = "") -> str:
        """A mutation into the outbox, in this person's assignment."""
        return self.save(self.pusher.assignment, collection, fields, record, root)

    def held(self, collection: str) -> set[str]:
        return {id_ for id_, held in self.phone.records.items() if held.collection == collection}

    def outcomes(self) -> list[str]:
        """Of the last answer, with the code where there is one."""
        receipts = self.answers[-1]["receipts"]
        return [" ".join(filter(None, (each["outcome"], each.get("code")))) for each in receipts]
