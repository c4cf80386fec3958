"""The codes of matters, and what was counted lately against floods and guessing."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table

from server.db import Id, Moment, metadata

Hash = String(64)
KINDS = ("report", "photo", "guess")

matter = Table(
    "matter",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("code_hash", Hash, nullable=False, unique=True),
    Column("extra_hash", Hash, nullable=False),
    Column("said_hash", Hash, nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""One row for each case that somebody outside holds a code of. ``extra_hash`` is of the code and the four
digits together: neither is told by the other. ``said_hash`` is of the report it came with, empty where staff
made it."""

public_count = Table(
    "public_count",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("address", Hash, nullable=False),
    Column("subject", Hash, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint(f"kind IN {KINDS}", name="kind"),
    Index("ix_public_count_kind_at", "kind", "at"),
    Index("ix_public_count_address_kind_at", "address", "kind", "at"),
    Index("ix_public_count_subject_kind_at", "subject", "kind", "at"),
    info={"transient": True},
)
"""A report or a photo that came, or a code that was not right. ``address`` is a keyed hash of where it came
from, ``subject`` that of the code tried; both are forgotten after a day."""
