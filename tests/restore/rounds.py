"""A backup under load, more work, a loss, the restore; the phones fill the gap. One loss after the other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.device import Rejected
from tests.restore.crew import at_work, until_all_has_arrived
from tests.restore.phone import Phone
from tests.restore.seen import Found, look
from tests.restore.station import Loss, Station


@dataclass
class Round:
    """What one round came to."""

    seed: int
    loss: Loss
    during: int
    """Mutations that were acknowledged while the backup was being written."""
    forgotten: int
    """Mutations that phones had let go of before the loss."""
    after: int
    """Mutations that were made after the backup."""
    signed_in_again: int
    blobs_deleted: int
    epoch_changed: bool
    found: Found


class District:
    """The demo district with its phones, which outlive the station's losses."""

    def __init__(self, station: Station, seed: int, phones: int) -> None:
        self.station = station
        self.server = station.server
        self.chance = random.Random(seed)
        self.seed = seed
        self._count = 0
        self.phones = [self._new_phone(number) for number in range(phones)]

    def lose_and_restore(self, loss: Loss, more: int) -> Round:
        """`more` mutations are made after the backup, a tenth of them unsent when the station is lost."""
        file = self.server.data_dir / "backup.zip"
        before = self._acknowledged()
        with at_work(self.phones, self._work):
            self.server.gridwalk("backup", str(file))
            during = self._acknowledged() - before
        for phone in self.phones:
            phone.sync()
        late = self._new_phone(len(self.phones))
        self._work_on([*self.phones, late], more)
        forgotten = sum(phone.forgotten for phone in self.phones)
        epoch = late.device.phone.epoch
        blobs = self.station.blobs
        kept = _names(blobs)
        self.station.stop()
        if loss == "machine":
            self.station.lose_the_machine()
        self.server.gridwalk("restore", str(file))
        deleted = len(kept - _names(blobs)) if loss == "database" else 0
        self.station.start()
        again = self._all_signed_in([*self.phones, late], late)
        self.phones.append(late)
        until_all_has_arrived(self.phones)
        reader = Phone(self.server.url, self.server.person("community_secretary"), self.chance)
        found = look(self.phones, reader, blobs)
        self.phones.remove(late)
        changed = all(phone.device.phone.epoch != epoch for phone in self.phones)
        return Round(self.seed, loss, during, forgotten, more, again, deleted, changed, found)

    def _new_phone(self, number: int) -> Phone:
        """Of the patrollers of one community in turn: several people share a grid, one person two phones."""
        people = [one for one in self.server.people if one["role"] == "patroller"][:4]
        phone = Phone(self.server.url, people[number % len(people)], random.Random(self.chance.random()))
        phone.sync()
        return phone

    def _work(self, phone: Phone) -> None:
        for _ in range(phone.chance.randrange(1, 5)):
            phone.work(self._name())
        phone.sync()

    def _work_on(self, phones: Sequence[Phone], more: int) -> None:
        for number in range(more):
            phone = phones[number % len(phones)]
            phone.work(self._name())
            if number < more * 0.9 and number % 3 == 0:
                phone.sync()

    def _name(self) -> str:
        self._count += 1
        return f"{self.seed} no {self._count} {self.chance.getrandbits(40):x}"

    def _acknowledged(self) -> int:
        return sum(phone.acknowledged for phone in self.phones)

    def _all_signed_in(self, phones: Sequence[Phone], late: Phone) -> int:
        """Who had signed in before the backup stays so; the late one signs in again and keeps its work."""
        again = 0
        for phone in phones:
            phone.client.hang_up()
            waiting = [*phone.device.phone.outbox]
            try:
                phone.sync()
            except Rejected as rejected:
                if phone is not late or rejected.code != "not_signed_in":
                    raise
                assert phone.device.phone.outbox == waiting
                device = phone.device_id
                phone.sign_in()
                assert phone.device_id == device
                again += 1
                phone.sync()
        return again


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}
