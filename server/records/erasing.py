"""Erasure for good: the record, its history, the bodies kept of it, and what told their authors of it.

Receipts stay: they hold nobody's values. The ids stay too, outside every backup, so that neither a restore
nor a phone brings anything back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from server.backup.jobs import KEEP_LISTS
from server.jobs import enqueue
from server.records import models
from server.records.listing import Columns
from server.records.positions import place
from server.records.registry import collections
from server.records.statements import Statements
from server.records.transaction import SqlTransaction
from sync.protocol import ATTENTION, Record
from sync.store import Placement

NOWHERE: frozenset[str] = frozenset()


def erase(connection: Connection, ids: Iterable[str], now: datetime) -> None:
    """These records, and with a root all that belongs to it. Twice is harmless; phones drop them.

    The list of their ids beside the database is written soon after the commit, by a worker.
    """
    say = Statements(connection)
    wanted = sorted(set(ids))
    transaction = SqlTransaction(connection, now)
    transaction.lock(wanted)
    found = {record.id: record for record in transaction.families(wanted)}
    found |= transaction.records(wanted)
    every = sorted({*wanted, *found})
    told = _attention(say, every, transaction)
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    gone = [*found.values(), *told]
    place(say, [Placement(r.id, r.collection, r.root, r.version, NOWHERE, r.streams) for r in gone], moment)
    rows = [(id, moment) for id in every]
    say.insert(models.erased, ("id", "erased_at"), rows, "ON CONFLICT DO NOTHING")
    say.delete_ids("DELETE FROM record WHERE id {ids}", [record.id for record in gone])
    say.delete_ids("DELETE FROM history WHERE record {ids}", every)
    say.delete_ids("DELETE FROM kept WHERE mutation {ids}", [record.fields["mutation"] for record in told])
    enqueue(connection, KEEP_LISTS, {}, now)


def erase_again(connection: Connection, now: datetime) -> None:
    """After a restore: what was erased since the backup is erased once more."""
    ids = [row[0] for row in Statements(connection).select("SELECT id FROM erased ORDER BY id")]
    if ids:
        erase(connection, ids, now)


def _attention(say: Statements, ids: Sequence[str], transaction: SqlTransaction) -> list[Record]:
    """What told an author of a conflict or refusal about one of these, with values in it."""
    columns = Columns(collections()[ATTENTION], sqlite=say.sqlite)
    found: set[str] = set()
    for name in ("of_record", "of_root"):
        sql = f"SELECT id FROM record WHERE {columns.text(name)} {{ids}} AND collection = ?"
        found.update(row[0] for row in say.select_ids(sql, ids, ATTENTION))
    return list(transaction.records(sorted(found)).values())
