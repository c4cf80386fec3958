"""What stands on phones, by what it says: for those who let old matters leave them."""

from __future__ import annotations

from sqlalchemy import Connection

from server.records.listing import Columns, conditions
from server.records.registry import collections
from server.records.statements import Statements
from sync.protocol import Json


def on_phones(connection: Connection, collection: str, where: Json) -> list[str]:
    """Ids of the records of a collection in some stream that fit `where`, as `/api/records` reads it."""
    say = Statements(connection)
    wanted = conditions(where, Columns(collections()[collection], sqlite=say.sqlite))
    sql = "SELECT id FROM record WHERE collection = ? AND streams <> ''"
    sql += "".join(f" AND {part.sql}" for part in wanted)
    rows = say.select(f"{sql} ORDER BY id", collection, *(value for part in wanted for value in part.values))
    return [row[0] for row in rows]
