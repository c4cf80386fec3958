"""The typed tables of people and areas.

`valid_from` is the first day something holds and `valid_to` the last one, in the district's days; None means
until further notice. Ids never change.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from server.db import Id, Moment, metadata

LEVELS = ("district", "street", "community", "grid", "unit")

area = Table(
    "area",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("level", String(16), nullable=False),
    Column("parent_id", Id, ForeignKey("area.id"), index=True),
    Column("type", String(40)),
    Column("outline", Text),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("replaces", Text, nullable=False, server_default="[]"),
    CheckConstraint(f"level IN {LEVELS}", name="level"),
    Index("ix_area_code", "code"),
)
"""`outline` is JSON `[[longitude, latitude], …]`, `replaces` JSON `[id, …]`."""

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("scope_number", Integer, nullable=False, server_default="0"),
    Column("scope_hash", String(64), nullable=False, server_default=""),
)
assignment = Table(
    "assignment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(40), nullable=False),
    Column("area_id", Id, ForeignKey("area.id"), nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("certified_mediator", Boolean, nullable=False, default=False),
)
device = Table(
    "device",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("revoked_at", Moment),
)
session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("device_id", Id, ForeignKey("device.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)
sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login_key", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_sign_in_failure_login_key_at", "login_key", "at"),
)
"""`login_key` is a keyed hash: what somebody typed as a login may be their password."""

scope_span = Table(
    "scope_span",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("content", Text, nullable=False),
)
"""What a person might read and write from `since` until `until`: JSON, see `server.auth.scope.Content`."""
