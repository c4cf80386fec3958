"""Some people with their phones, one station, and the network between them: what happens, step by step."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

from sync import engine
from sync.protocol import Record, Scope
from sync.replica import NoAnswer
from sync.store import Batch
from sync.wire import read_request, write_answer
from tests.simulation import strikes
from tests.simulation.ground import Ground
from tests.simulation.moments import Flight, Moments
from tests.simulation.phone import PhoneOff, QuotaFull, SimulatedPhone
from tests.simulation.stepped import Locks, PowerCut, SteppedStore, Waits
from tests.simulation.table import APPLY, REPLY, REST, SAVE, SEND, WHO, Coverage
from tests.simulation.witness import Kept, Witness
from tests.sync.domain import House, assignment_of
from tests.sync.station import KEY

OWNERS = {"d1": "ann", "d2": "ann", "d3": "bob", "d4": "cy", "desk": "eve"}
BEGIN = {"ann": ("a",), "bob": ("a", "b"), "cy": ("b",), "eve": ("a", "b")}
ROLES = {"ann": "patroller", "bob": "leader", "cy": "patroller", "eve": "leader"}
QUIET_ROUNDS = 4


class World(Moments):
    """`ann` patrols with two phones, `bob` leads, `cy` patrols elsewhere, `eve` leads from a desk."""

    def __init__(
        self, random: Random, ground: Ground, coverage: Coverage, say: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(random, Locks(ground.alone), coverage, say)
        self.ground = ground
        self.house = House()
        self.witness = Witness()
        self.late: list[tuple[SimulatedPhone, bytes]] = []
        """Requests that are still on their way, long after their phone has given them up."""
        self.holding = False
        """Whether requests stay on their way now."""
        self.last: tuple[SimulatedPhone, bytes] | None = None
        self.backup: Kept | None = None
        self.after_power: Callable[[], None] | None = None
        self.names: dict[str, str] = {}
        """Streams by key, as the wire names them in this life."""
        self._asking: list[tuple[list[Scope], int]] = []
        """The scopes of those whose requests are under way, and from which one on they count."""
        for person, grids in BEGIN.items():
            self.duties.hire(person, grids, ROLES[person])
        ground.clear(self.now)
        self.store = SteppedStore(ground.store, self.locks, self.at, self._committed)
        self.phones = {
            name: SimulatedPhone(name, person, self._carry, Random(random.getrandbits(64)), self.now)
            for name, person in OWNERS.items()
        }

    def strike(self, fault: str, step: str) -> bool:
        return strikes.STRIKES[fault](self, step)

    # Phones.

    def save(
        self, name: str, collection: str, fields: dict[str, Any], record: str = "", root: str = ""
    ) -> str | None:
        """On this phone, under the assignment that it knows of. None if it did not come to be saved."""
        phone = self.phones[name]
        return self._durably(
            phone, lambda: phone.device.save(self._as(phone), collection, fields, record, root)
        )

    def settle(self, name: str, attention: str, how: str) -> None:
        phone = self.phones[name]
        record = phone.device.phone.records[attention]
        if how == "mine" and record.fields["kind"] != "conflict":
            how = "dismissed"

        def settle() -> str:
            phone.device.settle(self._as(phone), attention, how)
            return attention

        if self._durably(phone, settle):
            self.witness.settled.add(record.fields["mutation"])

    def _durably(self, phone: SimulatedPhone, do: Callable[[], str]) -> str | None:
        """One durable transaction of the phone: all of it, or the phone is as it was."""
        self.phone = phone
        outbox = len(phone.device.phone.outbox)
        if self.plan:
            phone.write_down()
        made = do()
        try:
            self.at(SAVE)
        except (PhoneOff, QuotaFull) as error:
            phone.come_back(to_disk=True)
            assert len(phone.device.phone.outbox) == outbox, "half kept"
            self.tell(f"{phone.name}: not saved, {type(error).__name__}")
            return None
        for waiting in phone.device.phone.outbox[outbox:]:
            self.witness.saved(phone, waiting.mutation)
            mutation = waiting.mutation
            self.tell(
                f"{phone.name} saves {mutation['id']}: {mutation['collection']} {mutation['record']}"
                f" {json.dumps(mutation['fields'])} on {mutation['base']} of {mutation['epoch']}"
            )
        phone.check_shown()
        with suppress(PhoneOff):
            self._rest(phone)
        return made

    def _as(self, phone: SimulatedPhone) -> str:
        """The assignment of the scope that the phone has last heard of, or else of the one before."""
        spans = self.duties.scopes[phone.person]
        heard = spans[: phone.device.phone.scope or 1]
        held = [id_ for span in heard for id_ in span.assignments]
        return held[-1] if held else assignment_of(phone.person)

    def sync(self, name: str) -> None:
        """What was planned strikes on the way."""
        phone = self.phone = self.phones[name]
        self.tell(f"{name} syncs")
        try:
            differing = phone.device.sync().mismatched
            assert not differing, f"{name} differs from the station's digest in {differing}"
            self._applied(phone)
        except (NoAnswer, PhoneOff, QuotaFull) as error:
            phone.come_back(to_disk=phone.unwritten)
            self.tell(f"{name} gives up: {type(error).__name__}")
        except Waits:
            phone.come_back(to_disk=False)
            raise
        phone.check_shown()

    def _applied(self, phone: SimulatedPhone) -> None:
        """An answer was taken: now it comes to the disk."""
        if phone.unwritten:
            self.at(APPLY)
            phone.unwritten = False
            phone.check_shown()
            self._rest(phone)

    def _rest(self, phone: SimulatedPhone) -> None:
        try:
            self.at(REST)
        except PhoneOff:
            phone.come_back(to_disk=False)
            raise

    def rest(self) -> None:
        """Nobody does anything; what was planned for such a moment strikes."""
        self.phone = self.random.choice(list(self.phones.values()))
        try:
            self.at(REST)
        except PhoneOff:
            self.phone.come_back(to_disk=False)

    # The network and the station.

    def _carry(self, phone: SimulatedPhone, body: bytes) -> bytes:
        self._applied(phone)
        self.at(SEND)
        if phone.offline:
            phone.offline -= 1
            raise NoAnswer("offline")
        if self.holding:
            self.late.append((phone, body))
            raise NoAnswer("on its way for long")
        flight = self.flight = Flight(phone, body)
        try:
            answer = self.deliver(phone, body)
            self.at(REPLY)
        except PowerCut:
            self.power_is_back()
            if self.after_power is not None:
                self.after_power()
                self.after_power = None
            raise NoAnswer("the station was gone") from None
        finally:
            self.flight = None
        if flight.phone_off:
            raise PhoneOff
        if flight.reply_lost:
            raise NoAnswer("the reply was lost")
        if self.plan:
            phone.write_down()
        phone.unwritten = True
        phone.note_seen(answer)
        return answer

    def deliver(self, phone: SimulatedPhone, body: bytes, witnessed: bool = True) -> bytes:
        """All that the station does with one request, from bytes to bytes."""
        self.last = (phone, body) if witnessed else self.last
        spans = self.duties.scopes[phone.person]
        first = len(spans) - 1
        self.at(WHO)
        actor = self.duties.actor(phone.person, phone.name)
        self.at(WHO)
        life = self.witness.life
        request = read_request(body)
        self._asking.append((spans, first))
        try:
            answer = write_answer(
                engine.sync(self.store, self.house, actor, request, self.now, KEY, self._bug)
            )
        finally:
            self._asking.pop()
        told = json.loads(answer)
        for receipt in told["receipts"]:
            self.tell(f"{phone.name} is answered {json.dumps(receipt)}")
        if witnessed:
            self.witness.answered(request.mutations, told, life, self.now(), spans)
        self._check_readable(phone, told, frozenset().union(*(span.streams for span in spans[first:])))
        return answer

    def _check_readable(
        self, phone: SimulatedPhone, answer: Mapping[str, Any], streams: frozenset[str]
    ) -> None:
        """Only what its person may read at some moment of the request goes to a phone."""
        if not answer["changes"]:
            return
        if streams - self.names.keys():
            self.names = dict(
                self.ground.store.read(lambda reader: reader.names(streams | self.names.keys()))
            )
        readable = {self.names.get(key) for key in streams}
        for change in answer["changes"]:
            assert change["streams"].keys() <= readable, f"{phone.name} may not see {change['record']}"

    def _committed(self, batch: Batch, before: Mapping[str, Record]) -> None:
        for record in [*batch.created, *batch.changed]:
            self.tell(f"{record.collection} {record.id} is at version {record.version}")
        spans, first = self._asking[-1] if self._asking else ([], 0)
        self.witness.committed(batch, before, spans[first:])

    def _bug(self, mutation: str, error: BaseException) -> None:
        raise AssertionError(f"a bug in {mutation}") from error

    # Quiet.

    def be_quiet(self) -> None:
        """What was on its way arrives; then the network is good and nobody does anything more."""
        self.plan = []
        self.rest()
        late, self.late = self.late, []
        for phone, body in late:
            self.deliver(phone, body)
        for phone in self.phones.values():
            phone.offline = 0
        for _ in range(QUIET_ROUNDS):
            for name in self.phones:
                self.sync(name)

    def hire(self, person: str, grids: Sequence[str], role: str) -> None:
        self.tell(f"{person} becomes {role} in {', '.join(grids) or 'no grid'}")
        self.duties.hire(person, grids, role)
