"""Who sends for one phone, as somebody between phone and station sees it, and the browser's call to send."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.phone import PATIENCE_S, Phone

SYNC = "/api/sync"
TAG = "gridwalk-sync"


@dataclass
class Senders:
    """Counts the phone's syncs, and how many were on their way at once.

    Each is held for a moment, so that a second sender, if there were one, would meet it.
    """

    hold_s: float = 0.1
    together: int = 0
    most: int = 0
    count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, path: str) -> None:
        """A request has come."""
        if path != SYNC:
            return
        with self._lock:
            self.count += 1
            self.together += 1
            self.most = max(self.most, self.together)
        time.sleep(self.hold_s)

    def end(self, path: str) -> None:
        """Whoever sends next may know the answer from here on."""
        if path == SYNC:
            with self._lock:
                self.together -= 1


class Worker:
    """The phone's service worker, called by the browser as for Background Sync."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._origin = phone.network.url
        self._registration = ""
        self._devtools = phone.page.context.new_cdp_session(phone.page)
        self._devtools.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._devtools.send("ServiceWorker.enable")
        deadline = time.monotonic() + PATIENCE_S
        while not self._registration and time.monotonic() < deadline:
            phone.page.wait_for_timeout(20)

    def _note(self, told: dict[str, Any]) -> None:
        for one in told["registrations"]:
            if one["scopeURL"].startswith(self._origin) and not one["isDeleted"]:
                self._registration = one["registrationId"]

    def send(self) -> None:
        """The browser believes that there is a network, and asks the worker to send."""
        given = {
            "origin": self._origin,
            "registrationId": self._registration,
            "tag": TAG,
            "lastChance": False,
        }
        self._devtools.send("ServiceWorker.dispatchSyncEvent", given)


def ask_all(phone: Phone, rounds: int) -> list[str]:
    """In two tabs and in the worker everything asks for a sync at once, again and again.

    Something is saved meanwhile in the first tab; gives the record ids.
    """
    worker = Worker(phone)
    other = phone.page.context.new_page()
    other.goto(phone.network.url + "/cases")
    other.get_by_test_id("sync-chip").first.wait_for(state="visible")
    saved: list[str] = []
    for number in range(rounds):
        phone.tap("new-case")
        phone.handle("case-text").fill(f"两个窗口都开着记的第{number}件")
        with phone.saving() as said:
            phone.tap("save")
        for tab in (phone.page, other):
            tab.evaluate("dispatchEvent(new Event('focus'))")
        worker.send()
        saved.append(said[-1])
    phone.wait_for_chip("synced")
    other.get_by_test_id("sync-chip").and_(other.locator('[data-state="synced"]')).first.wait_for()
    other.close()
    return saved
