"""Matters that are over leave the phones; who reads online still finds them."""

from __future__ import annotations

from collections.abc import Sequence

from sync.store import Batch, Placement, Transaction

NOWHERE: frozenset[str] = frozenset()


def leave_phones(transaction: Transaction, roots: Sequence[str]) -> None:
    """These roots leave all their streams, with all their records, however old. Versions stay as they are."""
    transaction.lock(sorted(roots))
    family = {record.id: record for record in transaction.families(roots)}
    transaction.write(
        Batch(
            placements=[
                Placement(record.id, record.collection, record.root, record.version, NOWHERE, record.streams)
                for record in family.values()
                if record.streams
            ]
        )
    )
