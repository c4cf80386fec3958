"""The tables of records, their streams, and what was answered.

`record.fields` is JSON text that a pull passes on unparsed; `record.stamps` is JSON, see `rows.py`;
`record.streams` are the keys of the streams it stands in now, with spaces between; `record.area` is its grid,
also after it has left the phones.
A line is a record's place in one stream: a later change moves it to a new position, so gaps mean nothing.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from server.db import Id, Moment, metadata

record = Table(
    "record",
    metadata,
    Column("id", Id, primary_key=True),
    Column("collection", String(40), nullable=False),
    Column("root", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Id, nullable=False),
    Column("person", Id, nullable=False),
    Column("fields", Text, nullable=False),
    Column("stamps", Text, nullable=False),
    Column("streams", Text, nullable=False),
    Column("area", Id),
    Index("ix_record_root", "root"),
    Index("ix_record_collection_id", "collection", "id"),
    Index("ix_record_area_collection_id", "area", "collection", "id"),
)
stream = Table(
    "stream",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("floor", Integer, nullable=False, server_default="0"),
    Column("count", Integer, nullable=False, server_default="0"),
    Column("digest", BigInteger, nullable=False, server_default="0"),
)
"""``count`` and ``digest`` (`sync.digest`) are those of its lines that are not gone."""
line = Table(
    "line",
    metadata,
    Column("stream_id", Integer, ForeignKey("stream.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("record", Id, nullable=False),
    Column("collection", String(40), nullable=False),
    Column("root", Id, nullable=False),
    Column("gone_at", Moment),
    Column("digest", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("stream_id", "record"),
    sqlite_with_rowid=False,
)
"""``gone_at`` is null while the record stands here; ``digest``: what it adds to its stream's, 0 once gone."""
receipt = Table(
    "receipt",
    metadata,
    Column("person", Id, primary_key=True),
    Column("mutation", Id, primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("device", Id, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("version", Integer),
    Column("collection", String(40), nullable=False),
    Column("record", Id, nullable=False),
    Column("late_scope", Boolean, nullable=False),
    Column("more", Text),
)
"""Kept for good. ``more`` is what only refusals and conflicts have: ``{code, detail, errors, fields}``."""
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Id, nullable=False, index=True),
    Column("field", String(60), nullable=False),
    Column("value", Text, nullable=False),
    Column("mutation", Id, nullable=False),
    Column("author", Id, nullable=False),
    Column("at", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("why", String(20), nullable=False),
)
kept = Table(
    "kept",
    metadata,
    Column("mutation", Id, primary_key=True),
    Column("person", Id, primary_key=True),
    Column("body", Text, nullable=False),
    Column("code", String(60)),
    Column("area", Id),
    Column("kept_at", Moment, nullable=False, index=True),
)
counter = Table(
    "counter",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("value", Integer, nullable=False),
)
erased = Table(
    "erased",
    metadata,
    Column("id", Id, primary_key=True),
    Column("erased_at", Moment, nullable=False),
    info={"outlives_restore": True},
)
