"""A phone that can lose its power, its network, its storage and its sense of time."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sync.device import Device
from sync.ids import Ids
from sync.protocol import Json
from sync.replica import Phone
from tests.sync.domain import SPECS

MOST, LIMIT = 3, 4
"""Few in one request, so that one sync takes several."""
YEARS_10 = 10 * 365 * 24 * 60


class PhoneOff(BaseException):
    """The phone's process ends here."""


class QuotaFull(Exception):
    """The phone's storage takes no more: this durable transaction is refused, whole."""


def unions(collection: str) -> Collection[str]:
    spec = SPECS.get(collection)
    return spec.unions if spec else ()


class SimulatedPhone:
    """The reference phone (`Device`), and what of it is on its disk."""

    def __init__(
        self,
        name: str,
        person: str,
        carry: Callable[[SimulatedPhone, bytes], bytes],
        random: Random,
        now: Callable[[], datetime],
    ) -> None:
        self.name = name
        self.person = person
        self.offline = 0
        """So many attempts find no network."""
        self.signed_out = False
        self.unwritten = False
        """Whether an answer was taken that is not on the disk yet."""
        self.seen: dict[tuple[str, str], set[str]] = {}
        """By record and field, the committed values that this phone ever held, as JSON."""
        self._random = random
        self._now = now
        self._minutes = 0
        self._last = 0
        self._disk: str | None = None
        self.turn_clock()
        self._ids = Ids(self._millis, random.getrandbits)
        self.device = Device(
            lambda body: carry(self, body),
            self._new_id,
            self.local_time,
            lambda _: 2,
            unions,
            most=MOST,
            limit=LIMIT,
        )

    def turn_clock(self) -> None:
        """To somewhere between ten years ago and ten years from now."""
        self._minutes = self._random.randint(-YEARS_10, YEARS_10)

    def local_time(self) -> str:
        local = self._now() + timedelta(minutes=self._minutes)
        return local.isoformat(timespec="milliseconds")

    def write_down(self) -> None:
        """What is on the disk if the power goes in the middle of what comes next."""
        self._disk = self._state()

    def come_back(self, to_disk: bool) -> None:
        """Switched on again: everything is read from the disk, also how far the ids have risen.

        ``to_disk``: what was done since `write_down` never came to the disk.
        """
        state = self._disk if to_disk and self._disk is not None else self._state()
        written = json.loads(state)
        self.device.phone = Phone.from_json(written["phone"])
        self._last = written["last"]
        self._ids = Ids(self._millis, self._random.getrandbits, self._last)
        self.unwritten = False
        self._disk = None

    def note_seen(self, answer: bytes) -> None:
        """Called with an answer that this phone takes."""
        for change in json.loads(answer)["changes"]:
            for field, value in change.get("fields", {}).items():
                values = value if isinstance(value, list) else [value]
                told = self.seen.setdefault((change["record"], field), set())
                told.update(json.dumps(each) for each in values)

    def known(self, collection: str) -> list[str]:
        """What it shows of a collection, its own new records too."""
        device = self.device
        ids = {each.mutation["record"]: None for each in device.phone.outbox}
        ids |= {id_: None for id_, held in device.phone.records.items() if held.collection == collection}
        shown = {id_: device.shown(id_) for id_ in ids}
        return sorted(id_ for id_, each in shown.items() if each and each["collection"] == collection)

    def check_shown(self) -> None:
        """Whatever the person entered and the station has not decided is what the screen says."""
        phone = self.device.phone
        last: dict[str, dict[str, Json]] = {}
        for each in phone.sent:
            held = phone.records.get(each.mutation["record"])
            unread = held is not None and held.epoch == phone.epoch and held.version < each.version
            if each.laid and unread:
                last.setdefault(each.mutation["record"], {}).update(each.mutation["fields"])
        foreign: set[str] = set()
        """Neither here nor made here: its making was refused, or it has left. It is laid over nothing."""
        for waiting in phone.outbox:
            record, fields = waiting.mutation["record"], waiting.mutation["fields"]
            if record not in phone.records and record not in last and waiting.mutation["base"]:
                foreign.add(record)
            if record not in foreign:
                last.setdefault(record, {}).update(fields)
        for record, fields in last.items():
            shown = self.device.shown(record)
            if shown is None:
                assert record not in phone.records, f"{self.name} shows nothing of {record}"
                continue
            _check_fields(shown["fields"], fields, unions(shown["collection"]), f"{self.name}: {record}")

    def _new_id(self) -> str:
        id_ = self._ids()
        self._last = int(id_[:8] + id_[9:13], 16)
        return id_

    def _millis(self) -> int:
        return int(self._now().timestamp() * 1000) + self._minutes * 60_000

    def _state(self) -> str:
        return json.dumps({"phone": self.device.phone.to_json(), "last": self._last})


def _check_fields(
    shown: Mapping[str, Any], entered: Mapping[str, Json], unions: Collection[str], where: str
) -> None:
    for field, value in entered.items():
        if field not in unions:
            assert shown.get(field) == value, f"{where}: {field} is not what was entered last"
        else:
            there = shown.get(field) or []
            assert all(each in there for each in value.get("add", ())), f"{where}: {field} lacks something"
