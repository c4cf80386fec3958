"""Migrations: all steps in one transaction under a lock, so that an interrupted one has not happened."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from server.db import is_sqlite, reading, writing
from server.discovery import import_tables
from server.installation import ensure_installation

LOCK = 0x67726964
_alone = threading.Lock()
"""Alembic keeps its context in a module: one run at a time in a process."""

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, now: datetime) -> None:
    """Brings the database to this version. Whoever comes second waits, and finds nothing left to do."""
    import_tables()
    with _alone, writing(engine) as connection:
        if not is_sqlite(engine):
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(config(connection), "head")
        ensure_installation(connection, now)


def is_current(engine: Engine) -> bool:
    """Whether the database is of this version."""
    with reading(engine) as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(config()).get_heads())


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file: there is one database and one folder of steps."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found
