"""A phone's copy: what one answer of the server does to it. Pure but for the state it is called on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sync.digest import Check, check_of
from sync.protocol import AFRESH_HOURS, ATTENTION, PROTOCOL, Json

SENT_DAYS = 14
Message = Mapping[str, Any]
"""JSON as on the wire: a mutation, a receipt, an answer."""


class NoAnswer(Exception):
    """What came back is not the server's: a captive portal, a broken connection. Nothing has changed."""


@dataclass(slots=True)
class Held:
    """A committed record as the phone has it; ``version`` counts in ``epoch``."""

    collection: str
    root: str
    version: int
    epoch: str
    fields: dict[str, Json]
    streams: set[str]
    """``~s17`` instead of ``s17`` while that stream is read from the beginning again: not confirmed yet."""


@dataclass(slots=True)
class Waiting:
    """A mutation without a final answer; ``retry`` is the code of the last one that was not final."""

    mutation: Message
    retry: str | None = None


@dataclass(slots=True)
class Sent:
    """An applied mutation, kept until a backup has passed it; ``applied_at`` is the server's time."""

    mutation: Message
    version: int
    applied_at: str
    laid: bool


@dataclass(slots=True)
class Attention:
    mutation: Message
    receipt: Message


@dataclass(slots=True)
class Afresh:
    """A stream that differed from the server's digest at ``since`` (its time), and what came of it.

    ``found``: it is read afresh. ``stays``: it differs still. ``agrees``: it is as it should be.
    """

    since: str
    state: str


@dataclass(slots=True)
class Phone:
    """All that one person's installation holds."""

    epoch: str | None = None
    scope: int | None = None
    streams: list[str] | None = None
    cursors: dict[str, int] = field(default_factory=dict)
    backed_up: str | None = None
    server_time: str | None = None
    sweep: bool = False
    """Everything is being read again, or some streams are: what nobody confirms until the end of it goes."""
    afresh: dict[str, Afresh] = field(default_factory=dict)
    """By stream; forgotten when it has agreed and is older than `AFRESH_HOURS`."""
    records: dict[str, Held] = field(default_factory=dict)
    outbox: list[Waiting] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    attention: list[Attention] = field(default_factory=list)

    def scope_to_send(self) -> int | None:
        """The new number goes out only when nothing made under an older one is unanswered."""
        if self.scope is None:
            return None
        made_under: list[int] = [waiting.mutation["scope"] for waiting in self.outbox]
        return min([self.scope, *made_under])

    def seen(self, record: str) -> tuple[int, str | None]:
        """What new work on a record is based on: the version that is held, in the epoch it counts in."""
        held = self.records.get(record)
        return (held.version, held.epoch) if held else (0, self.epoch)

    def to_json(self) -> dict[str, Any]:
        """The whole state as JSON: what a phone writes to its disk."""
        state = asdict(self)
        for record in state["records"].values():
            record["streams"] = sorted(record["streams"])
        return state

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Phone:
        records = {
            id_: Held(**{**held, "streams": set(held["streams"])}) for id_, held in state["records"].items()
        }
        lists = {
            "records": records,
            "outbox": [Waiting(**each) for each in state["outbox"]],
            "sent": [Sent(**each) for each in state["sent"]],
            "attention": [Attention(**each) for each in state["attention"]],
            "afresh": {name: Afresh(**each) for name, each in state.get("afresh", {}).items()},
        }
        return cls(**{**state, **lists})

    def mismatched(self) -> dict[str, str]:
        """What the next request says of streams that differ: ``found`` or ``stays``."""
        return {name: each.state for name, each in self.afresh.items() if each.state != "agrees"}

    def checks(self, streams: Iterable[str]) -> dict[str, Check]:
        """Count and digest of what is held from each of these streams, as it is on the disk."""
        lines: dict[str, list[tuple[str, int]]] = {stream: [] for stream in streams}
        for id_, held in self.records.items():
            for stream in held.streams & lines.keys():
                lines[stream].append((id_, held.version))
        return {stream: check_of(each) for stream, each in lines.items()}


def read_answer(body: bytes, asked: Sequence[Message]) -> Message:
    """An answer to these mutations, or `NoAnswer`: whatever is not JSON with our protocol in it."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswer("not JSON") from None
    if type(answer) is not dict or answer.get("protocol") != PROTOCOL:
        raise NoAnswer("not this protocol")
    if len(answer.get("receipts", ())) != len(asked):
        raise NoAnswer("not an answer to what was asked")
    return answer


def apply(phone: Phone, asked: Sequence[Message], answer: Message) -> None:
    """Receipts, scope, changes and cursors of one answer: one transaction on a real phone."""
    new_life = phone.epoch is not None and answer["epoch"] != phone.epoch
    just_sent = _take_receipts(phone, asked, answer)
    phone.epoch = answer["epoch"]
    phone.scope = answer["scope"]
    phone.backed_up = answer["backed_up"]
    phone.server_time = answer["server_time"]
    if "streams" in answer:
        _lose_streams(phone, answer["streams"])
    if new_life:
        _start_again(phone, just_sent)
        return
    for stream in answer.get("restarted", ()):
        _doubt(phone, stream)
    for change in answer["changes"]:
        _take_change(phone, change)
    phone.cursors.update(answer["cursors"])
    if not answer["more"]:
        for each in phone.sent:
            each.laid = False
        if phone.sweep:
            _sweep(phone)
        _compare(phone, answer.get("digests", {}))
    _forget_sent(phone)


def _take_receipts(phone: Phone, asked: Sequence[Message], answer: Message) -> set[str]:
    """Each receipt belongs to the mutation in its place. Gives the ids of those that are sent now."""
    waiting = {each.mutation["id"]: each for each in phone.outbox}
    final: set[str] = set()
    just_sent: set[str] = set()
    for mutation, receipt in zip(asked, answer["receipts"], strict=True):
        each = waiting.get(mutation["id"])
        if each is None:
            continue
        outcome = receipt["outcome"]
        if outcome == "retry":
            each.retry = receipt.get("code")
            continue
        final.add(mutation["id"])
        if outcome in ("applied", "conflict"):
            just_sent.add(mutation["id"])
            laid = outcome == "applied"
            phone.sent.append(Sent(mutation, receipt["version"], answer["server_time"], laid))
        if outcome == "conflict" or (outcome == "refused" and receipt.get("code") != "erased"):
            phone.attention.append(Attention(mutation, receipt))
    phone.outbox = [each for each in phone.outbox if each.mutation["id"] not in final]
    return just_sent


def _start_again(phone: Phone, just_sent: set[str]) -> None:
    """A restore: the cursors are emptied, sent work goes before unsent, in the order of its making."""
    again = sorted(
        (each.mutation for each in phone.sent if each.mutation["id"] not in just_sent),
        key=lambda mutation: str(mutation["id"]),
    )
    phone.sent = [each for each in phone.sent if each.mutation["id"] in just_sent]
    phone.outbox = [*map(Waiting, again), *phone.outbox]
    phone.cursors = {}
    phone.afresh = {}
    phone.sweep = True


def _lose_streams(phone: Phone, readable: Sequence[str]) -> None:
    held = {_sure(stream) for record in phone.records.values() for stream in record.streams}
    lost = (held | phone.cursors.keys() | phone.afresh.keys()) - set(readable)
    phone.streams = list(readable)
    phone.cursors = {name: at for name, at in phone.cursors.items() if name not in lost}
    phone.afresh = {name: each for name, each in phone.afresh.items() if name not in lost}
    for id_ in list(phone.records):
        _leave(phone, id_, lost)


def _leave(phone: Phone, id_: str, streams: Iterable[str]) -> None:
    """With the last stream the record goes."""
    record = phone.records[id_]
    left = set(streams)
    record.streams = {stream for stream in record.streams if _sure(stream) not in left}
    if not record.streams:
        del phone.records[id_]


def _sure(stream: str) -> str:
    return stream.removeprefix("~")


def _doubt(phone: Phone, stream: str) -> None:
    """It is read from the beginning again: what is held from it stays shown, unsure until it is named."""
    phone.sweep = True
    for record in phone.records.values():
        if stream in record.streams:
            record.streams = record.streams - {stream} | {f"~{stream}"}


def _sweep(phone: Phone) -> None:
    """Everything has been read: what nobody confirmed, or is still of an old life, is not there any more."""
    phone.sweep = False
    for id_, record in list(phone.records.items()):
        if record.epoch != phone.epoch:
            del phone.records[id_]
        else:
            _leave(phone, id_, {_sure(stream) for stream in record.streams if stream.startswith("~")})


def _compare(phone: Phone, digests: Mapping[str, Sequence[int]]) -> None:
    """With what is held, stream by stream. Nobody is asked to read one afresh twice in `AFRESH_HOURS`."""
    now = phone.server_time
    assert now is not None
    held = phone.checks(digests)
    for stream, told in digests.items():
        before = phone.afresh.get(stream)
        again = before is None or _hours(before.since, now) >= AFRESH_HOURS
        if held[stream] == tuple(told):
            if before is not None:
                before.state = "agrees"
                if again:
                    del phone.afresh[stream]
        elif again:
            phone.afresh[stream] = Afresh(now, "found")
            phone.cursors.pop(stream, None)
            _doubt(phone, stream)
        elif before is not None:
            before.state = "stays"


def _hours(since: str, now: str) -> float:
    return (datetime.fromisoformat(now) - datetime.fromisoformat(since)) / timedelta(hours=1)


def _take_change(phone: Phone, change: Message) -> None:
    id_ = change["record"]
    held = phone.records.get(id_)
    if change.get("gone"):
        if held is not None:
            _leave(phone, id_, change["streams"])
        return
    assert phone.epoch is not None
    streams = set(change["streams"])
    if held is not None and held.epoch == phone.epoch:
        unsure = {f"~{stream}" for stream in streams} & held.streams
        held.streams = held.streams - unsure | streams
        if change["version"] < held.version and not unsure:
            return
        streams = held.streams
    fields = dict(change["fields"])
    if change["collection"] == ATTENTION and fields.get("settled"):
        named = fields.get("mutation")
        phone.attention = [each for each in phone.attention if each.mutation["id"] != named]
    phone.records[id_] = Held(
        change["collection"], change["root"], change["version"], phone.epoch, fields, streams
    )


def _forget_sent(phone: Phone) -> None:
    """What a backup has passed, or what is older than `SENT_DAYS`: by the server's clock alone."""
    assert phone.server_time is not None
    since = datetime.fromisoformat(phone.server_time) - timedelta(days=SENT_DAYS)
    if phone.backed_up is not None:
        since = max(since, datetime.fromisoformat(phone.backed_up))
    phone.sent = [each for each in phone.sent if datetime.fromisoformat(each.applied_at) >= since]
