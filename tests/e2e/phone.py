"""A phone in a test's hand: a real Chromium with a profile on disk, which can be killed and opened again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import BrowserContext, Error, FilePayload, Locator, Page, Playwright, expect

from tests.live.network import Network

SIZES = {"large": (412, 915), "small": (320, 640)}
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: How long a phone on a slow and busy machine may take for anything that a test waits for.
PATIENCE_S = 60
expect.set_options(timeout=PATIENCE_S * 1_000)


class Phone:
    """One phone: its profile, its network and the page that its owner sees."""

    def __init__(
        self,
        playwright: Playwright,
        chromium: str,
        profile: Path,
        network: Network,
        *,
        size: str = "large",
        locale: str = "zh-CN",
    ) -> None:
        self._playwright = playwright
        self._chromium = chromium
        self._profile = profile
        self._size = SIZES[size]
        self._locale = locale
        self.network = network
        self._context: BrowserContext | None = None
        self.page: Page

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut()

    def open(self, path: str = "/") -> None:
        """Opens the browser and, in it, the app."""
        self.launch()
        self.show(path)

    def show(self, path: str = "/") -> None:
        """Goes to an address of the app."""
        self.page.goto(self.network.url + path, wait_until="domcontentloaded")

    def launch(self) -> None:
        """Opens the browser at an empty page."""
        width, height = self._size
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self._profile),
            executable_path=self._chromium,
            args=OPTIONS,
            headless=True,
            locale=self._locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            has_touch=True,
            timeout=PATIENCE_S * 2_000,
        )
        self._context.set_default_timeout(PATIENCE_S * 1_000)
        self.page = self._context.pages[0]

    def shut(self) -> None:
        """Closes the browser as its owner does."""
        if self._context is not None:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """Ends the browser's whole process group at once, as the system does when memory is short."""
        self.kill_group(self.group())

    def kill_group(self, group: int) -> None:
        """The same with the group that was looked up before, for a kill at a given moment."""
        os.killpg(group, signal.SIGKILL)
        if self._context is not None:
            with suppress(Error):  # the browser that is asked to close may be gone already
                self._context.close()
            self._context = None
        deadline = time.monotonic() + PATIENCE_S
        while self._processes() and time.monotonic() < deadline:
            time.sleep(0.01)

    def group(self) -> int:
        """The process group of the browser: all its processes, and nobody else's."""
        groups = set()
        for pid in self._processes():
            with suppress(ProcessLookupError):
                groups.add(os.getpgid(pid))
        if len(groups) != 1 or os.getpgrp() in groups:
            raise RuntimeError(f"the browser of {self._profile} runs in the groups {groups}")
        return groups.pop()

    def _processes(self) -> list[int]:
        found = (one for one in Path("/proc").iterdir() if one.name.isdigit())
        return [int(one.name) for one in found if self._is_mine(one)]

    def _is_mine(self, process: Path) -> bool:
        try:
            return f"--user-data-dir={self._profile}".encode() in (process / "cmdline").read_bytes()
        except OSError:
            return False

    def flight_mode(self, on: bool) -> None:
        """Takes the network away, or gives it back."""
        if on:
            self.network.down()
        else:
            self.network.up()
        if self._context is not None:
            self._context.set_offline(on)

    def look(self) -> None:
        """Its owner looks at the phone again: the page gets the focus and asks for what is new."""
        self.page.evaluate("dispatchEvent(new Event('focus'))")

    def handle(self, name: str) -> Locator:
        """The elements with a stable handle."""
        return self.page.get_by_test_id(name)

    def tap(self, name: str) -> None:
        """Taps the first element with this handle."""
        self.handle(name).first.click()

    def sign_in(self, person: dict[str, Any]) -> None:
        """Signs a person in and waits until the phone has what it needs for a shift."""
        self.handle("login").fill(person["login"])
        self.handle("password").fill(person["password"])
        self.tap("sign-in")
        self.wait_for_chip("synced")

    @contextmanager
    def saving(self) -> Iterator[list[str]]:
        """Waits for the word that what is done in this block was saved; the record ids said, newest last."""
        self.handle("saved").evaluate_all("all => all.forEach(one => one.setAttribute('data-seen', ''))")
        said: list[str] = []
        yield said
        fresh = self.page.locator('[data-testid="saved"]:not([data-seen])')
        fresh.first.wait_for(state="visible")
        said += [record for one in fresh.all() if (record := one.get_attribute("data-record"))]

    def chip(self) -> tuple[str | None, int]:
        """What the sync chip says: its state, and how much is not yet at the server."""
        chip = self.handle("sync-chip").first
        return chip.get_attribute("data-state"), int(chip.get_attribute("data-waiting") or 0)

    def expect_waiting(self, count: int) -> None:
        """The chip says how much is not at the server yet: every record and every photo."""
        expect(self.handle("sync-chip").first).to_have_attribute("data-waiting", str(count))

    def wait_for_chip(self, state: str, seconds: float = PATIENCE_S) -> None:
        expect(self.handle("sync-chip").first).to_have_attribute("data-state", state, timeout=seconds * 1000)


def add_file(control: Locator, file: FilePayload) -> None:
    """Gives a file to a control that is, or contains, a file input."""
    if not control.evaluate("element => element instanceof HTMLInputElement"):
        control = control.locator("input[type=file]")
    control.set_input_files(file)
