"""Who may see an attachment: whoever may read its record, by the same table as everywhere."""

from __future__ import annotations

from sqlalchemy import Connection

from server.records.policy import policy
from server.records.reading import readable
from server.records.registry import collections
from server.records.statements import Statements
from sync.protocol import Actor


def may_see(connection: Connection, actor: Actor, record: str) -> bool:
    """Whether this is an attachment that the actor may read now."""
    allowed = readable(actor, collections()["attachments"], policy())
    if allowed is None:
        return False
    asked = f"SELECT 1 FROM record WHERE id = ? AND collection = 'attachments' AND {allowed.sql}"
    return bool(Statements(connection).select(asked, record, *allowed.values))
