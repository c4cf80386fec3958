"""A guest's writes: the same steps as everybody's, inside a transaction that also holds the code."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from server.auth.directory import AreaTree, area_tree
from server.clock import Clock, clock
from server.config import settings
from server.db import engine, run_writing
from server.errors import Problem, Unavailable
from server.public.codes import made_at, made_of
from server.public.guest import guest
from server.records.domain import HouseDomain
from server.records.house import House
from server.records.registry import collections
from server.records.today import todays_house
from server.records.transaction import SqlTransaction
from server.records.writer import UnderWay
from sync.engine import push
from sync.protocol import Receipt

T = TypeVar("T")

log = structlog.get_logger("public")

STATUS = {"mutation_reused": 409, "not_answered": 409, "too_late": 409, "too_many_attachments": 409}
"""Refusals that are no fault in a field."""


@dataclass(frozen=True, slots=True)
class Write:
    """One record that a request makes. ``name`` tells it from the others of the same request."""

    collection: str
    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request needs to write: the transaction under way, areas and house of today, clock, secret."""

    connection: Connection
    tree: AreaTree
    house: House
    clock: Clock
    secret: bytes

    def write(self, matter: str, area: str, request: str, writes: Sequence[Write]) -> None:
        """All of it under this matter, in order; the same request again changes nothing. Raises `Problem`.

        A record without a name is the matter itself.
        """
        at = made_at(request)
        if at is None:
            raise ValueError("a request's id has a time: its schema sees to that")
        moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
        raw = [
            {
                "id": made_of(self.secret, request, "mutation", each.name),
                "collection": each.collection,
                "record": record_of(self.secret, request, each.name) if each.name else matter,
                "root": matter,
                "base": 0,
                "epoch": None,
                "fields": dict(each.fields),
                "at": moment,
                "as": matter,
                "scope": 1,
                "schema": collections()[each.collection].schema,
            }
            for each in writes
        ]
        now = self.clock.now()
        receipts = push(
            UnderWay(SqlTransaction(self.connection, now)),
            HouseDomain(self.house, now),
            guest(matter, area, self.tree),
            raw,
            self.clock.local(),
            _key(self.secret),
            _note_bug,
        )
        for receipt in receipts:
            _raise_unless_applied(receipt)


def at_desk(work: Callable[[Desk], T]) -> T:
    """Runs ``work`` in one writing transaction of the running application."""
    tree = area_tree()
    house = todays_house(tree)
    time, secret = clock(), settings().secret_key
    return run_writing(engine(), lambda connection: work(Desk(connection, tree, house, time, secret)))


def record_of(secret: bytes, request: str, name: str) -> str:
    """The id of the record that a request makes under this name."""
    return made_of(secret, request, "record", name)


def _raise_unless_applied(receipt: Receipt) -> None:
    """Nothing of a refusal is kept: the resident sees it at once, and the transaction is given up."""
    if receipt.outcome == "applied":
        return
    if receipt.outcome == "refused":
        code = receipt.code or "invalid"
        raise Problem(
            receipt.detail or "", status=STATUS.get(code, 422), code=code, errors=receipt.errors or None
        )
    raise Unavailable("This could not be written just now. Nothing was stored; try again.")


@cache
def _key(secret: bytes) -> bytes:
    """Of guests' body hashes and derived ids; used for nothing else."""
    return hmac.digest(secret, b"gridwalk public records", "sha256")


def _note_bug(mutation: str, error: BaseException) -> None:
    log.error("bug in a guest's mutation", mutation=mutation, exc_info=error)
