"""What a web process does right after it has answered, in one thread: looking at the bytes that just came.

It may be lost with the process at any time: a job in the database does the same, a little later.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


class Errands:
    """Runs `work(errand)` for each errand, one after the other. The thread lives while there is any."""

    def __init__(self, work: Callable[[str], object]) -> None:
        self._work = work
        self._waiting: deque[str] = deque()
        self._change = threading.Condition()
        self._running = False

    def add(self, errand: str) -> None:
        with self._change:
            self._waiting.append(errand)
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="attachments", daemon=True).start()

    @property
    def backlog(self) -> int:
        """How many errands are before a new one."""
        return len(self._waiting) + self._running

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is left to do; whether it came to that."""
        with self._change:
            return self._change.wait_for(lambda: not self._running, seconds)

    def _run(self) -> None:
        while (errand := self._next()) is not None:
            try:
                self._work(errand)
            except Exception:
                log.exception("left to the worker", errand=errand)

    def _next(self) -> str | None:
        with self._change:
            if self._waiting:
                return self._waiting.popleft()
            self._running = False
            self._change.notify_all()
            return None
