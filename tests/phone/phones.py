"""Phones under Node: the app's code is built once, and one process runs all phones of a schedule."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.live.server import ROOT

PWA = ROOT / "pwa"
VITE = (str(PWA / "node_modules/.bin/vite"), "build", "-c", "build/schedules.config.ts")
PATIENCE = 180
"""Seconds that one command may take on a very busy machine."""


def build(folder: Path, plant: str = "") -> Path:
    """Builds the app's code and what drives it into `folder`; `plant` names a fault to put into the code."""
    for mode in ("page", "driver"):
        subprocess.run(
            [*VITE, "--mode", mode, "--outDir", str(folder)],
            cwd=PWA,
            env={**os.environ, "GRIDWALK_PLANT": plant},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return folder


@dataclass(frozen=True)
class Reply:
    """What came of a command: a value, the death of the tab that had it, or a problem of the app's."""

    value: Any = None
    died: bool = False
    code: str = ""
    detail: str = ""


def settled(future: Future[Reply], what: str) -> Reply:
    """Waits for what comes of a command; one that never ends is told by its name."""
    try:
        return future.result(PATIENCE)
    except TimeoutError:
        raise RuntimeError(f"{what} does not end") from None


class Phones:
    """The process. Commands may be under way side by side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._numbers = count(1)
        self._open: dict[int, Future[Reply]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def begin(self, do: str, device: str = "", **more: Any) -> Future[Reply]:
        """Gives a command; the future is what comes of it."""
        future: Future[Reply] = Future()
        with self._lock:
            number = next(self._numbers)
            self._open[number] = future
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({"id": number, "do": do, "device": device, **more}) + "\n")
            self._process.stdin.flush()
        return future

    def tell(self, do: str, device: str = "", **more: Any) -> Reply:
        return settled(self.begin(do, device, **more), f"{device} {do} {more}")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            error = said.get("error") or {}
            reply = Reply(
                said.get("ok"),
                said.get("died", False),
                error.get("code") or error.get("name", ""),
                f"{error.get('message', '')} {error.get('stack', '')}" if error else "",
            )
            self._open.pop(said["id"]).set_result(reply)
        for future in self._open.values():
            future.set_exception(RuntimeError("the phones' process has ended"))


@contextmanager
def phones(built: Path) -> Iterator[Phones]:
    """The process, ended at the end."""
    process = subprocess.Popen(
        ["node", "--no-warnings", str(built / "driver.mjs"), str(built / "page.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Phones(process)
    finally:
        with suppress(OSError):
            process.kill()
        process.wait(30)
