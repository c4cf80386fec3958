"""The reference phone over real HTTP, with what it knows nothing of: sessions and the bytes of photos."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from sync.device import Device, Rejected
from sync.ids import Ids
from sync.replica import SENT_DAYS, NoAnswer
from tests.live.client import Client
from tests.live.uploads import send_bytes
from tests.restore.pictures import unlike_any_other

SHANGHAI = timezone(timedelta(hours=8))


class Phone:
    """One person's phone. `entered` is all that its owner put in: by record, the last value of each field."""

    def __init__(self, url: str, person: dict[str, Any], chance: random.Random) -> None:
        self.url = url
        self.person = person
        self.chance = chance
        self.device_id: str | None = None
        self.entered: dict[str, dict[str, Any]] = {}
        self.roots: dict[str, str] = {}
        self.bytes: dict[str, bytes] = {}
        self.photos: dict[str, str] = {}
        self.acknowledged = 0
        self.made = 0
        self.freed = 0
        self._sent_in: dict[str, str | None] = {}
        self.sign_in()
        schema = self.client.request("GET", "/api/schema").json()["collections"]
        ids = Ids(lambda: time.time_ns() // 1_000_000, chance.getrandbits)
        self.device = Device(
            self._send,
            ids,
            lambda: datetime.now(SHANGHAI).isoformat(timespec="milliseconds"),
            lambda collection: int(schema[collection]["schema"]),
            lambda collection: ["tags"] if collection == "cases" else [],
        )

    def sign_in(self) -> None:
        """On the same device as before."""
        self.client = Client(self.url)
        device = {"id": self.device_id, "name": "a phone"}
        body = {"login": self.person["login"], "password": self.person["password"], "device": device}
        answer = self.client.request("POST", "/api/session", body)
        if answer.status != 201:
            raise Rejected(answer.status, "sign in")
        self.client.person = answer.json()["user"]
        self.client.token = answer.json()["token"]
        self.device_id = answer.json()["device"]["id"]

    @property
    def assignment(self) -> dict[str, Any]:
        return self.client.assignment(self.person["role"])

    def save(self, collection: str, fields: dict[str, Any], record: str = "", root: str = "") -> str:
        record = self.device.save(self.assignment["id"], collection, fields, record, root)
        self.entered.setdefault(record, {"collection": collection}).update(fields)
        self.roots.setdefault(record, root or record)
        self.made += 1
        return record

    @property
    def forgotten(self) -> int:
        """Mutations that this phone has let go of, because a backup has passed them."""
        phone = self.device.phone
        return self.made - len(phone.outbox) - len(phone.sent) - len(phone.attention)

    def open_case(self, text: str) -> str:
        return self.save("cases", {"area": self.assignment["area"], "text": text})

    def note(self, case: str, text: str) -> str:
        return self.save("entries", {"kind": "note", "text": text}, root=case)

    def take_photo(self, case: str, name: str) -> str:
        content = unlike_any_other(name)
        blob = hashlib.sha256(content).hexdigest()
        fields = {"parent": case, "kind": "photo", "blob": blob, "bytes": len(content), "type": "image/jpeg"}
        record = self.save("attachments", fields, root=case)
        self.bytes[record] = content
        self.photos[record] = blob
        return record

    def work(self, name: str) -> None:
        """One thing that its owner does: a new case, or something about one they have opened."""
        cases = [id for id, fields in self.entered.items() if fields["collection"] == "cases"]
        roll = self.chance.random()
        if roll < 0.3 or not cases:
            self.open_case(name)
            return
        case = self.chance.choice(cases)
        if roll < 0.7:
            self.note(case, name)
        elif roll < 0.93:
            self.save("cases", {"address": name}, case)
        else:
            self.take_photo(case, name)

    def sync(self) -> None:
        """Words first; then the bytes of the photos whose words have been answered; then what may go goes."""
        self.acknowledged += self.device.sync().outcomes.get("applied", 0)
        self._send_bytes()
        self._free()

    def waits_for(self) -> str:
        """What has not arrived, in words; empty when everything has."""
        phone = self.device.phone
        stored = [id for id in self.photos if (held := phone.records.get(id)) and held.fields.get("stored")]
        missing = len(self.photos) - len(stored)
        if phone.outbox or missing or phone.sweep:
            return f"{len(phone.outbox)} records and {missing} photos of {self.person['login']}"
        return ""

    def _send_bytes(self) -> None:
        phone = self.device.phone
        waiting = {each.mutation["record"] for each in phone.outbox}
        for record, content in self.bytes.items():
            held = phone.records.get(record)
            if record in waiting or (held and held.fields.get("stored")):
                continue
            if self._sent_in.get(record) != phone.epoch:
                send_bytes(self.url, self.client.token or "", record, content)
                self._sent_in[record] = phone.epoch

    def _free(self) -> None:
        """As a phone does: when a backup has passed both the words and the bytes."""
        phone = self.device.phone
        kept = [*(each.mutation for each in phone.outbox), *(each.mutation for each in phone.sent)]
        busy = {mutation["record"] for mutation in kept}
        since = datetime.fromisoformat(phone.server_time or "") - timedelta(days=SENT_DAYS)
        if phone.backed_up is not None:
            since = max(since, datetime.fromisoformat(phone.backed_up))
        for record in list(self.bytes):
            held = phone.records.get(record)
            stored = held.fields.get("stored_at") if held and held.fields.get("stored") else None
            if stored and record not in busy and datetime.fromisoformat(stored) < since:
                del self.bytes[record]
                self.freed += 1

    def _send(self, body: bytes) -> bytes:
        try:
            answer = self.client.request("POST", "/api/sync", body)
        except (OSError, http.client.HTTPException) as error:
            self.client.hang_up()
            raise NoAnswer(str(error)) from error
        if answer.status != 200:
            raise Rejected(answer.status, str(json.loads(answer.body).get("code")))
        return answer.body
