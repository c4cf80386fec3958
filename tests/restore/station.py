"""A whole installation: web server, worker where one is needed, database and folder; and its loss."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tests.live.server import GRIDWALK, ROOT, LiveServer, live_server

Loss = Literal["database", "machine"]
"""Back in time on the same machine, or on a new one with nothing but the backup's file."""
NewDatabase = Callable[[], str]


class Station:
    """`new_database` makes PostgreSQL databases; None: SQLite, whose server is its own worker."""

    def __init__(self, server: LiveServer, new_database: NewDatabase | None) -> None:
        self.server = server
        self.new_database = new_database
        self._worker: subprocess.Popen[bytes] | None = None
        self._start_worker()

    @property
    def blobs(self) -> Path:
        return self.server.data_dir / "blobs"

    def stop(self) -> None:
        self.stop_worker()
        self.server.stop()

    def start(self) -> None:
        self.server.start()
        self._start_worker()

    def stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.terminate()
            self._worker.wait(60)
            self._worker = None

    def lose_the_machine(self) -> None:
        """The folder with all that is in it but the backup, and the database."""
        for path in self.server.data_dir.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name.startswith(("gridwalk.sqlite3", "secret.key")):
                path.unlink()
        if self.new_database is not None:
            self.server.environ = {**self.server.environ, "GRIDWALK_DATABASE_URL": self.new_database()}

    def _start_worker(self) -> None:
        if self.new_database is None:
            return
        with (self.server.data_dir / "worker.log").open("ab") as log:
            command = [*GRIDWALK, "worker"]
            environ = dict(self.server.environ)
            self._worker = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)


@contextmanager
def station(folder: Path, new_database: NewDatabase | None) -> Iterator[Station]:
    """The demo district, served on SQLite or PostgreSQL."""
    with live_server(folder, database_url=new_database() if new_database else None) as server:
        running = Station(server, new_database)
        try:
            yield running
        finally:
            running.stop_worker()
