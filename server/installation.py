"""The one row that says which life of which database this is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Connection, Integer, Table, insert, select, update

from server.db import Id, Moment, metadata
from server.ids import new_id

installation = Table(
    "installation",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Id, nullable=False),
    Column("backed_up", Moment),
    Column("directory_version", Integer, nullable=False, server_default="1"),
    CheckConstraint("one = 1", name="one_row"),
)
epoch = Table(
    "epoch",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False, unique=True),
    Column("began", Moment, nullable=False),
)


def ensure_installation(connection: Connection, now: datetime) -> None:
    """A database without a life gets its first one; harmless to repeat."""
    if connection.execute(select(installation.c.epoch)).first() is None:
        first = new_id()
        connection.execute(insert(installation).values(one=1, epoch=first, directory_version=1))
        connection.execute(insert(epoch).values(number=1, id=first, began=now))


def begin_epoch(connection: Connection, now: datetime) -> str:
    """After a restore: a new life. Returns its id."""
    numbers = [row.number for row in connection.execute(select(epoch.c.number))]
    fresh = new_id()
    connection.execute(insert(epoch).values(number=max(numbers, default=0) + 1, id=fresh, began=now))
    connection.execute(update(installation).values(epoch=fresh))
    return fresh


def directory_changed(connection: Connection) -> None:
    """Tells every process that areas changed: their trees are read again at the next request."""
    connection.execute(update(installation).values(directory_version=installation.c.directory_version + 1))
