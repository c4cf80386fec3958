"""What comes into a push: who sends it, and each mutation as it came and as it was read."""

from __future__ import annotations

from datetime import datetime

from sync.protocol import Actor, Fields, Json, Mutation
from sync.reading import Read
from sync.value import value


@value
class Incoming:
    """One raw mutation, what was read of it, and the hash of its canonical text."""

    raw: Json
    read: Read
    hash: bytes


@value
class Sender:
    """Who pushes, which scope number their phone names, when, and the server's secret."""

    actor: Actor
    acknowledged: int | None
    now: datetime
    key: bytes


def with_fields(mutation: Mutation, fields: Fields) -> Mutation:
    """The same mutation in the words of another schema."""
    return Mutation(
        mutation.id,
        mutation.collection,
        mutation.record,
        mutation.root,
        mutation.base,
        mutation.epoch,
        fields,
        mutation.at,
        mutation.as_,
        mutation.scope,
        mutation.schema,
    )
