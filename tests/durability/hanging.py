"""A PostgreSQL in which the tests decide who hangs inside COMMIT, and look on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

import psycopg
from sqlalchemy import make_url

from tests.durability.phone import PATIENCE

T = TypeVar("T")

COMMIT_KEY, INSERT_KEY = 4711, 4712

# A deferred constraint trigger runs inside COMMIT, when all locks are held and nothing is visible yet: here
# those stop whose mutation is named, until the test lets go of its advisory lock. `waits_to_insert` does the
# same in front of a record, if it is not the first that its transaction makes. `positions` is the memory of
# every position that was ever given out; `commits` of where in the log each commit comes right after.
INSTALL = f"""
CREATE TABLE hanging (id varchar PRIMARY KEY);
CREATE TABLE commits (mutation varchar, lsn pg_lsn);
CREATE TABLE positions (stream integer, position integer, record varchar);

CREATE FUNCTION hangs_in_commit() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
BEGIN
  IF EXISTS (SELECT FROM hanging WHERE id = NEW.mutation) THEN
    PERFORM pg_advisory_xact_lock_shared({COMMIT_KEY});
  END IF;
  INSERT INTO commits VALUES (NEW.mutation, pg_current_wal_insert_lsn());
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hangs_in_commit AFTER INSERT ON receipt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hangs_in_commit();

CREATE FUNCTION waits_to_insert() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
BEGIN
  IF current_setting('tests.made', true) = 'one' AND EXISTS (SELECT FROM hanging WHERE id = NEW.id) THEN
    PERFORM pg_advisory_xact_lock_shared({INSERT_KEY});
  END IF;
  PERFORM set_config('tests.made', 'one', true);
  RETURN NEW;
END $$;
CREATE TRIGGER waits_to_insert BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION waits_to_insert();

CREATE FUNCTION remembers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO positions VALUES (NEW.stream_id, NEW.position, NEW.record);
  RETURN NULL;
END $$;
CREATE TRIGGER remembers AFTER INSERT OR UPDATE OF position ON line
  FOR EACH ROW EXECUTE FUNCTION remembers();
"""


@dataclass
class Database:
    """The test's own connection to the station's database; every statement is a transaction."""

    connection: psycopg.Connection[Any]
    url: str

    def ask(self, sql: LiteralString, *values: Any) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def number(self, sql: LiteralString, *values: Any) -> int:
        return int(self.ask(sql, *values)[0][0])

    def session(self) -> psycopg.Connection[Any]:
        """Another session, whose transactions the test begins and ends."""
        return psycopg.connect(self.url)

    @contextmanager
    def held(self, key: int, *ids: str) -> Iterator[None]:
        """As long as the block runs, whoever writes one of these comes to a stop."""
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO hanging VALUES (%s)", [(id,) for id in ids])
        self.connection.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            yield
        finally:
            self.connection.execute("SELECT pg_advisory_unlock(%s)", [key])

    def hanging(self, key: int) -> list[int]:
        """The backends that have come to a stop."""
        rows = self.ask(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            key,
        )
        return [row[0] for row in rows]

    def waiting_for(self, pid: int) -> list[int]:
        """The backends that wait for a lock of this one."""
        rows = self.ask("SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", pid)
        return [row[0] for row in rows]

    def deadlocks(self) -> int:
        return self.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

    def deadlocks_since(self, before: int) -> int:
        return self.deadlocks() - before

    def positions_given_twice(self) -> int:
        return self.number(
            "SELECT count(*) FROM (SELECT 1 FROM positions GROUP BY stream, position HAVING count(*) > 1) t"
        )

    def positions_left_out(self) -> int:
        """Positions between the first and the last of a stream that nobody was given."""
        return self.number(
            "SELECT coalesce(sum(missing), 0) FROM (SELECT max(position) - min(position) + 1"
            " - count(DISTINCT position) AS missing FROM positions GROUP BY stream) t"
        )


@contextmanager
def watched(url: str) -> Iterator[Database]:
    """The database at this address (`postgresql+psycopg://…`), with what the tests add to it."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(INSTALL.encode())
        yield Database(connection, plain)


def until(what: str, seen: Callable[..., T], *about: Any) -> T:
    """Looks until there is something to see, and returns it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := seen(*about)):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(0.002)
    return found
