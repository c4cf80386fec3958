"""A reference phone: outbox, replica and the rules of sending, over any transport.

Used by the simulation, load tests and integrations. One instance is one person's installation of the app;
what it holds (`phone`) can be written down as JSON at any moment and be taken up again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.overlay import Shown, overlay
from sync.protocol import ATTENTION, MAX_BODY_BYTES, MAX_CHANGES, MAX_MUTATIONS, PROTOCOL, Json
from sync.replica import Attention, Message, Phone, Waiting, apply, read_answer

Transport = Callable[[bytes], bytes]
"""Carries one request body and brings the body of the answer, or raises `NoAnswer` or `Rejected`."""
_ENVELOPE = 100_000
"""Bytes left beside the mutations, for cursors and the rest of a request."""


class Rejected(Exception):
    """The server refused the whole request: nothing in it took effect, the outbox is kept."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(slots=True)
class Log:
    """What one sync did."""

    requests: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    mismatched: list[tuple[str, str]] = field(default_factory=list)
    """Streams that were found to differ from the server's digest, with ``found`` or ``stays``."""


class Device:
    """``ids`` and ``local_time`` are the phone's own, ``schemas`` and ``unions`` the server's.

    At most ``most`` mutations and ``limit`` changes travel in one request.
    """

    def __init__(
        self,
        send: Transport,
        ids: Callable[[], str],
        local_time: Callable[[], str],
        schemas: Callable[[str], int] = lambda _: 1,
        unions: Callable[[str], Collection[str]] = lambda _: (),
        phone: Phone | None = None,
        most: int = MAX_MUTATIONS,
        limit: int = MAX_CHANGES,
    ) -> None:
        self.phone = phone or Phone()
        self._most = most
        self._limit = limit
        self._check = True
        self._send = send
        self._ids = ids
        self._local_time = local_time
        self._schemas = schemas
        self._unions = unions

    def save(
        self, as_: str, collection: str, fields: Mapping[str, Json], record: str = "", root: str = ""
    ) -> str:
        """Puts what a person did into the outbox; a new record where none is named. Gives the record's id."""
        id_ = self._ids()
        record = record or self._ids()
        base, epoch = self.phone.seen(record)
        mutation = {
            "id": id_,
            "collection": collection,
            "record": record,
            "root": root or self._root(record),
            "base": base,
            "epoch": epoch,
            "fields": dict(fields),
            "at": self._local_time(),
            "as": as_,
            "scope": self.phone.scope or 0,
            "schema": self._schemas(collection),
        }
        self.phone.outbox.append(Waiting(mutation))
        return record

    def shown(self, record: str) -> Shown | None:
        """The committed record with the unanswered and the not yet read work laid over it."""
        phone = self.phone
        held = phone.records.get(record)
        laid: list[Message] = [each.mutation for each in phone.sent if each.laid]
        laid += [each.mutation for each in phone.outbox]
        laid = [mutation for mutation in laid if mutation["record"] == record]
        collection = held.collection if held else laid[0]["collection"] if laid else ""
        committed: Shown | None = None
        if held is not None:
            committed = {
                "id": record,
                "collection": held.collection,
                "root": held.root,
                "version": held.version,
                "fields": held.fields,
            }
        return overlay(committed, laid, self._unions(collection))

    def sync(self) -> Log:
        """Sends everything once, in order, and reads until there is no more.

        Work on a record whose earlier work is to be tried again waits behind it, until the next sync.
        """
        log = Log()
        tried: set[str] = set()
        waiting: set[str] = set()
        most = self._most
        while True:
            batch = self._batch(tried, waiting, most)
            try:
                answer = read_answer(self._send(self._request(batch)), batch)
            except Rejected as rejected:
                if rejected.status != 413 or len(batch) < 2:
                    raise
                most = len(batch) // 2
                continue
            new_life = self.phone.epoch not in (None, answer["epoch"])
            before = self.phone.mismatched()
            apply(self.phone, batch, answer)
            self._check = answer["more"]
            log.mismatched += sorted(self.phone.mismatched().items() - before.items())
            log.requests += 1
            log.changes += len(answer["changes"])
            tried |= {mutation["id"] for mutation in batch}
            for mutation, receipt in zip(batch, answer["receipts"], strict=True):
                outcome = receipt["outcome"]
                log.outcomes[outcome] = log.outcomes.get(outcome, 0) + 1
                if outcome == "retry":
                    waiting.add(mutation["record"])
            if new_life:
                tried.clear()
                waiting.clear()
            if not (answer["more"] or self.phone.sweep or self._batch(tried, waiting, 1)):
                return log

    def check(self) -> None:
        """The next sync compares all streams with the server's digests: once a day; the first one does it."""
        self._check = True

    def settle(self, as_: str, attention: str, how: str) -> None:
        """Takes a conflict or refusal off the list, on all phones of this person.

        ``attention`` is the id of the record in the collection of that name; ``how`` is ``theirs``, ``mine``,
        ``corrected`` or ``dismissed``. With ``mine``, the values in conflict are set again, based on what is
        shown now.
        """
        record = self.phone.records[attention]
        if how == "mine":
            mine = {each["field"]: each["yours"] for each in record.fields["conflicts"]}
            of = record.fields
            self.save(as_, of["of_collection"], mine, of["of_record"], of["of_root"])
        self.save(as_, ATTENTION, {"settled": how}, attention)
        named = record.fields["mutation"]
        self.phone.attention = [each for each in self.phone.attention if each.mutation["id"] != named]

    def needs_attention(self) -> list[str]:
        """Ids of the open attention records."""
        return [
            id_
            for id_, record in self.phone.records.items()
            if record.collection == ATTENTION and not record.fields.get("settled")
        ]

    def sign_out(self) -> None:
        """Destroys what was synced. The person's own work stays (on a real phone: sealed)."""
        old = self.phone
        self.phone = Phone(epoch=old.epoch, outbox=old.outbox, sent=old.sent, attention=old.attention)
        self._check = True

    def _root(self, record: str) -> str:
        held = self.phone.records.get(record)
        if held is not None:
            return held.root
        made: Sequence[Waiting | Any] = [*self.phone.outbox, *self.phone.sent]
        roots = [str(each.mutation["root"]) for each in made if each.mutation["record"] == record]
        return roots[0] if roots else record

    def _batch(self, tried: Collection[str], waiting: Collection[str], most: int) -> list[Message]:
        """The next mutations in order, as many as one request takes; nothing overtakes its own record."""
        batch: list[Message] = []
        room = MAX_BODY_BYTES - _ENVELOPE
        for each in self.phone.outbox:
            mutation = each.mutation
            if mutation["id"] in tried or mutation["record"] in waiting:
                continue
            room -= len(_bytes(mutation)) + 1
            if len(batch) == most or (batch and room < 0):
                break
            batch.append(mutation)
        return batch

    def _request(self, batch: Sequence[Message]) -> bytes:
        phone = self.phone
        request: dict[str, Json] = {
            "protocol": PROTOCOL,
            "epoch": phone.epoch,
            "phone_time": self._local_time(),
            "scope": phone.scope_to_send(),
            "mutations": batch,
            "cursors": phone.cursors,
            "limit": self._limit,
        }
        if self._check:
            request["check"] = True
        if mismatched := phone.mismatched():
            request["mismatched"] = mismatched
        return _bytes(request)


def _bytes(message: Json) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


__all__ = ["Attention", "Device", "Log", "Rejected", "Transport"]
