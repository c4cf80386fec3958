"""What a sync asks is found by an index: nothing that grows with the district is read from end to end."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import Connection, Engine

from server.db import is_sqlite, reading
from tests.server.overhearing import overhearing
from tests.server.people import WORLD
from tests.server.records.conftest import Phones

LEAK = {"area": WORLD.areas["east1"], "text": "3单元漏水"}
NOTE = {"kind": "note", "text": "联系了物业。"}
GROWING = {
    *("record", "line", "receipt", "history", "kept", "stream", "counter", "erased"),
    *("person", "device", "session", "assignment", "scope_span"),
}
_SQLITE_SCAN = re.compile(r"SCAN (\w+)(?! USING (?:COVERING )?INDEX)")
_POSTGRESQL_SCAN = re.compile(r"Seq Scan on (\w+)")


def test_one_change_reads_no_table_from_end_to_end(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    case = li.create("cases", LEAK)
    li.sync()
    engine = app.extensions["gridwalk.engine"]
    with overhearing(engine) as talk:
        li.sync(li.mutation("entries", NOTE, root=case), li.mutation("cases", LEAK))
    asked = {sql for sql in talk.statements if not sql.startswith("gridwalk_")}
    assert len(asked) > 10
    with reading(engine) as connection:
        found = {sql: scans(connection, sql, engine) for sql in asked}
    assert {sql: tables for sql, tables in found.items() if tables} == {}


def scans(connection: Connection, sql: str, engine: Engine) -> list[str]:
    """The growing tables that a statement's plan reads whole, where it could do otherwise."""
    if is_sqlite(engine):
        marks = sql.count("?")
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * marks)
        plan = "\n".join(row[3] for row in rows)
        return [table for table in _SQLITE_SCAN.findall(plan) if table in GROWING]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    rows = connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {sql}")
    return [
        table for table in _POSTGRESQL_SCAN.findall("\n".join(row[0] for row in rows)) if table in GROWING
    ]


def test_a_missing_index_would_be_seen(app: Flask) -> None:
    engine = app.extensions["gridwalk.engine"]
    with reading(engine) as connection:
        assert scans(connection, "SELECT id FROM record WHERE person = 'x'", engine) == ["record"]
        assert scans(connection, "SELECT id FROM record WHERE id = 'x'", engine) == []


def test_positions_are_taken_without_a_look_through_the_whole_stream(app: Flask, phone_of: Phones) -> None:
    """Also where the database knows nothing of its tables yet, and would guess that streams are short."""
    li = phone_of("li")
    engine = app.extensions["gridwalk.engine"]
    with overhearing(engine) as talk:
        li.sync(*(li.mutation("cases", LEAK) for _ in range(3)))
    (sql,) = {sql for sql in talk.statements if sql.startswith("UPDATE stream SET position")}
    with reading(engine) as connection:
        found = looks(connection, sql, engine)
    assert found
    assert all("stream_id" in look and "record" in look for look in found), found


def looks(connection: Connection, sql: str, engine: Engine) -> list[str]:
    """By which columns each look into `line` goes down an index."""
    if is_sqlite(engine):
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
        return [row[3] for row in rows if re.match(r"(SEARCH|SCAN) line\b", row[3])]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {sql}"))
    conditions = re.compile(r"Scan[^\n]* on line\b[^\n]*\n *((?:Index|Recheck) Cond: [^\n]*)?")
    return [found.group(1) or found.group() for found in conditions.finditer(plan)]
