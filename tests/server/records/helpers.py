"""A phone as the server sees it: mutations made and pushed over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from sync.ids import uuid7
from tests.server.conftest import Phone
from tests.server.people import WORLD

Json = dict[str, Any]
_ids = count(1)
AT = "2026-11-23T08:50:00+08:00"


def new_id() -> str:
    """Rising, as on one phone, and never the same in two tests."""
    return uuid7(1_795_000_000_000 + next(_ids), 7)


@dataclass
class Pusher:
    """One signed-in phone, acting in ``as_``, an assignment by login."""

    client: FlaskClient
    phone: Phone
    login: str
    cursors: dict[str, int] = field(default_factory=dict)

    @property
    def assignment(self) -> str:
        return WORLD.assignments[self.login]

    def mutation(
        self,
        collection: str,
        fields: Json,
        *,
        id: str | None = None,
        root: str | None = None,
        base: int = 0,
        **more: Any,
    ) -> Json:
        record = id or new_id()
        return {
            "id": new_id(),
            "collection": collection,
            "record": record,
            "root": root or record,
            "base": base,
            "epoch": self.phone.epoch,
            "fields": fields,
            "at": AT,
            "as": self.assignment,
            "scope": self.phone.scope,
            "schema": 1,
            **more,
        }

    def sync(self, *mutations: Any, **more: Any) -> Json:
        body = {
            "protocol": 1,
            "epoch": self.phone.epoch,
            "phone_time": AT,
            "scope": self.phone.scope,
            "mutations": list(mutations),
            "cursors": self.cursors,
            "limit": 1000,
            **more,
        }
        answer = self.client.post("/api/sync", json=body, headers=self.phone.headers)
        assert answer.status_code == 200, answer.text
        found: Json = answer.get_json()
        self.cursors |= found["cursors"]
        return found

    def push(self, *mutations: Any) -> list[Json]:
        """The receipts, in the order of the mutations."""
        receipts: list[Json] = self.sync(*mutations)["receipts"]
        return receipts

    def create(self, collection: str, fields: Json, root: str | None = None) -> str:
        """Makes a record that is accepted; its id."""
        mutation = self.mutation(collection, fields, root=root)
        (receipt,) = self.push(mutation)
        assert receipt["outcome"] == "applied", receipt
        made: str = mutation["record"]
        return made

    def edit(self, collection: str, record: str, fields: Json, base: int, root: str | None = None) -> Json:
        (receipt,) = self.push(self.mutation(collection, fields, id=record, root=root, base=base))
        return receipt

    def listed(self, collection: str, **query: Any) -> list[Json]:
        answer = self.client.get(f"/api/records/{collection}", query_string=query, headers=self.phone.headers)
        assert answer.status_code == 200, answer.text
        records: Sequence[Json] = answer.get_json()["records"]
        return list(records)

    def show(self, collection: str, record: str) -> Json:
        """The fields of a record that this person may read."""
        (found,) = self.listed(collection, where=f'{{"id": "{record}"}}')
        fields: Json = found["fields"]
        return fields
