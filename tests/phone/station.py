"""The real server on a copy of a loaded district, its directory changed as a clerk does, its tables read."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select, update

from server.attachments.tables import blob, blob_link
from server.auth import tables as directory
from server.auth.people import Wanted, assign, set_disabled
from server.auth.spans import directory_change
from server.clock import Clock
from server.config import SHANGHAI
from server.db import make_engine, reading, run_writing
from server.district.load import load_file
from server.district.publish import publish_assignments
from server.migrate import migrate
from tests.databases import Postgres
from tests.live.faults import Faults
from tests.live.server import GRIDWALK, ROOT, LiveServer, live_server
from tests.phone.neighbourhood import PASSWORD, write_district
from tests.phone.phones import PATIENCE
from tests.server.people import QUICK

QUICKLY = Path(__file__).parent / "quick"
CLOCK = Clock(SHANGHAI)


@dataclass
class Station:
    """The server, the network before it, and a way into its database beside it."""

    server: LiveServer
    engine: Engine
    faults: Faults
    used: int = 0
    """Neighbourhoods that a schedule has had."""

    def restart(self) -> None:
        """As a power cut ends it and its machine starts it again."""
        self.server.kill()
        self.server.start()

    def move(self, login: str, role: str, area: str, *, keep: bool) -> None:
        """Gives somebody a role in an area from today on; unless `keep`, what they had ends."""

        def work(connection: Connection) -> None:
            who = directory.person.c.login == login
            person = connection.execute(directory.person.select().where(who)).one().id
            if not keep:
                self._end_all(connection, person)
            assign(connection, CLOCK, login, Wanted(role, area, CLOCK.today()))
            publish_assignments(connection, CLOCK, [person])

        run_writing(self.engine, work)

    def _end_all(self, connection: Connection, person: str) -> None:
        table = directory.assignment
        yesterday = CLOCK.today() - timedelta(days=1)
        with directory_change(connection, CLOCK):
            held = (table.c.person_id == person, table.c.valid_to.is_(None))
            connection.execute(update(table).where(*held).values(valid_to=yesterday))

    def shut_out(self, login: str, disabled: bool) -> None:
        run_writing(self.engine, lambda connection: set_disabled(connection, login, disabled))

    def finish_looking(self) -> None:
        """Waits until the server has looked at all bytes that have come, and their records say so.

        A phone that has lost sight of its photo does not wait for that.
        """
        deadline = time.monotonic() + PATIENCE
        unheard = (blob.c.state == "pending") | blob_link.c.told_at.is_(None)
        wanted = select(blob.c.sha256).join(blob_link, blob_link.c.sha256 == blob.c.sha256).where(unheard)
        while time.monotonic() < deadline:
            with self.reading() as connection:
                if connection.execute(wanted.limit(1)).first() is None:
                    return
            time.sleep(0.05)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with reading(self.engine) as connection:
            yield connection


@contextmanager
def _worker(server: LiveServer, url: str | None) -> Iterator[None]:
    """Beside PostgreSQL the worker is a process of its own; it looks at what a killed server has left."""
    if url is None:
        yield
        return
    with (server.data_dir / "worker.log").open("ab") as log:
        command = [*GRIDWALK, "worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(server.environ), stdout=log, stderr=log)
    try:
        yield
    finally:
        process.kill()
        process.wait(30)


class Template:
    """A district of `count` neighbourhoods, loaded once on each kind of database and copied from then on."""

    def __init__(self, folder: Path, count: int, postgres: Postgres | None = None) -> None:
        self.count = count
        self._folder = folder
        self._postgres = postgres
        self._file = write_district(folder, count)
        self._loaded = folder / "loaded.sqlite3"
        self._copies = 0
        self._load(f"sqlite:///{self._loaded}")

    @contextmanager
    def station(self, database: str) -> Iterator[Station]:
        """A server on a copy; `database`: ``sqlite`` or ``postgresql``."""
        self._copies += 1
        data_dir = self._folder / f"data{self._copies}"
        data_dir.mkdir()
        url = None
        if database == "sqlite":
            shutil.copy(self._loaded, data_dir / "gridwalk.sqlite3")
        else:
            assert self._postgres is not None
            url = self._postgres.new_database(self._load)
        settings = {"PYTHONPATH": str(QUICKLY)}
        try:
            with live_server(data_dir, database_url=url, settings=settings, people=[]) as server:
                engine = make_engine(url or f"sqlite:///{data_dir / 'gridwalk.sqlite3'}")
                with Faults(server.port) as faults, _worker(server, url):
                    yield Station(server, engine, faults)
                engine.dispose()
        finally:
            if url is not None and self._postgres is not None:
                self._postgres.drop(url)
            shutil.rmtree(data_dir, ignore_errors=True)

    def _load(self, url: str) -> None:
        engine = make_engine(url)
        migrate(engine, CLOCK.now())
        load_file(engine, CLOCK, self._file)
        quick = QUICK.hash(PASSWORD)
        with engine.begin() as connection:
            connection.execute(update(directory.person).values(password_hash=quick))
        engine.dispose()
