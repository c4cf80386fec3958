"""The two databases, each with a folder for its station and what makes a new database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import postgres_server
from tests.restore.station import NewDatabase


@dataclass(frozen=True)
class Ground:
    """Where a station may be set up. `new_database` is None for SQLite, a file of the folder."""

    name: str
    folder: Path
    new_database: NewDatabase | None


@contextmanager
def both_databases() -> Iterator[tuple[Ground, Ground]]:
    """SQLite, and PostgreSQL that syncs to disk."""
    with (
        tempfile.TemporaryDirectory(prefix="gridwalk-soak-") as name,
        postgres_server(Path(name) / "pg", durable=True) as postgres,
    ):
        here = Path(name)
        yield (
            Ground("SQLite", here / "sqlite", None),
            Ground("PostgreSQL", here / "postgresql", postgres.new_database),
        )
