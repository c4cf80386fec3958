"""The tables of what a district says of itself: who it is, and its own values by day."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table, Text

from server.db import Id, metadata

district = Table(
    "district",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("code", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100)),
    Column("demonstration", Boolean, nullable=False),
    Column("year", Integer),
    Column("note", Text),
    CheckConstraint("one = 1", name="one_row"),
)
"""One row: an installation serves one district. `note` is JSON `{"zh-CN": …, "en": …}`."""

rule = Table(
    "rule",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("conditions", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)
"""Dated values. `conditions` (a rule's `when`) and `value` are JSON objects, such as `{"severity": "severe"}`
and `{"days": 1}`."""
