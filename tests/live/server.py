"""The demo district behind `gridwalk serve`, as an operator starts it."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GRIDWALK = [sys.executable, "-m", "server.cli"]
ROOT = Path(__file__).parent.parent.parent
WEB_DIR = "GRIDWALK_WEB_DIR"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveServer:
    """One data folder and the server process on it, which can be stopped, killed and started again."""

    data_dir: Path
    port: int
    environ: Mapping[str, str]
    people: list[dict[str, Any]]
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None)
    under: tuple[str, ...] = ()
    """A program, with its arguments, that starts the server and looks on, or shuts it in."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError("the server is not running")
        return self.process.pid

    def start(self) -> None:
        """Starts the server and waits until it says that it is ready."""
        with (self.data_dir / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.under, *GRIDWALK, "serve", "--port", str(self.port), *self.options],
                cwd=ROOT,
                env=dict(self.environ),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.data_dir / "serve.log").read_text()[-4000:])
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether it says so."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def limit_files(self, size: int = resource.RLIM_INFINITY) -> None:
        """Lets the server write files of at most so many bytes: to it that is a disk's end."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        for process in (self.pid, *map(int, children)):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def stop(self) -> None:
        """Ends it as a service manager does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def kill(self) -> None:
        """Ends the whole process group without a word, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
            self.process = None

    def person(self, role: str, number: int = 0) -> dict[str, Any]:
        """The sign-in of the demo's `number`-th person of a role."""
        return [person for person in self.people if person["role"] == role][number]

    def login(self, login: str) -> dict[str, Any]:
        """The sign-in of one person by their login."""
        return next(person for person in self.people if person["login"] == login)

    def leader_of(self, login: str) -> dict[str, Any]:
        """The leader of the grid in which somebody works."""
        area = self.login(login)["area"]
        leaders = [person for person in self.people if person["role"] == "grid_leader"]
        return next(person for person in leaders if person["area"] == area)

    def gridwalk(self, *words: str) -> str:
        """What one command of the operator's prints."""
        done = subprocess.run(
            [*GRIDWALK, *words], cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout


@contextmanager
def live_server(
    data_dir: Path,
    *,
    database_url: str | None = None,
    options: tuple[str, ...] = (),
    settings: Mapping[str, str] | None = None,
    people: list[dict[str, Any]] | None = None,
) -> Iterator[LiveServer]:
    """The demo district, loaded into `data_dir` (SQLite there unless told) and served.

    `people`: the sign-ins of a district that is in `data_dir` already.
    """
    environ = {key: value for key, value in os.environ.items() if not key.startswith("GRIDWALK_")}
    if WEB_DIR in os.environ:
        environ[WEB_DIR] = os.environ[WEB_DIR]
    environ["GRIDWALK_DATA_DIR"] = str(data_dir)
    if database_url is not None:
        environ["GRIDWALK_DATABASE_URL"] = database_url
    environ.update(settings or {})
    server = LiveServer(data_dir, free_port(), environ, people or [], options)
    if people is None:
        server.people = json.loads(server.gridwalk("demo", "--json"))
    server.start()
    try:
        yield server
    finally:
        server.stop()
