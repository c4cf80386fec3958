"""Blobs, which attachment they are of, and uploads on their way.

A blob is `pending` until it was looked at, then `stored`, or `refused` for good. A link says that this
attachment's author has shown to have these bytes; `told_at` is when the record learned that they are
stored. What is refused loses its link, and with the last one the blob expires. A finished upload's bytes
are its blob's.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from server.db import Id, Moment, metadata

Sha256 = String(64)
STATES = ("pending", "stored", "refused")

blob = Table(
    "blob",
    metadata,
    Column("sha256", Sha256, primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),
    CheckConstraint(f"state IN {STATES}", name="state"),
)
blob_link = Table(
    "blob_link",
    metadata,
    Column("record", Id, primary_key=True),
    Column("sha256", Sha256, ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("person", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("told_at", Moment),
)
upload = Table(
    "upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, nullable=False),
    Column("device", Id, nullable=False),
    Column("record", Id, nullable=False),
    Column("sha256", Sha256, nullable=False),
    Column("length", Integer, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("finished_at", Moment),
    Index("ix_upload_record_person", "record", "person"),
    info={"transient": True},
)
"""What has arrived lies outside the database and its backups: an upload that a restore cuts off begins anew.
``metadata`` is the header as it came: tus asks for it back, word for word."""
