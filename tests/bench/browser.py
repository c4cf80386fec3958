"""What a phone's browser spends: the first route's bytes, a photo, the first sync into IndexedDB."""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import FilePayload, Page, Playwright, Response, expect, sync_playwright

from tests.bench import slow_phone, sync
from tests.bench.table import Row
from tests.e2e.phone import OPTIONS, SIZES, add_file
from tests.e2e.pictures import photo
from tests.live.server import LiveServer

LOGIN = "lina"
WRITES = """
window.written = [];
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const transaction = begin.call(this, stores, mode, options);
  if (mode === 'readwrite' && [].concat(stores).includes('records')) {
    const began = performance.now();
    transaction.addEventListener('complete', () => window.written.push(performance.now() - began));
  }
  return transaction;
};
"""
"""Times every writing transaction on the committed records, from its beginning to its commit."""


def rows(server: LiveServer, folder: Path) -> list[Row]:
    """The rows measured in Chromium: on this machine's own speed, and on a cheap phone's."""
    with sync_playwright() as playwright:
        with page_of(playwright, folder / "route", workers="block") as page:
            first = first_route(page, server)
        with page_of(playwright, folder / "photo") as page:
            shot = shutter(page, server)
        _fill(server)
        with page_of(playwright, folder / "records") as page:
            inserted = bulk_insert(page, server)
        slow = slow_phone.rows(playwright, server, folder)
    return [first, shot, inserted, *slow]


def first_route(page: Page, server: LiveServer) -> Row:
    """All scripts and styles, gzipped, from an empty cache to the first screen of a signed-in patroller."""
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))
    _sign_in(page, server)
    expect(page.get_by_test_id("start-patrol").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    size = sum(
        len(gzip.compress(response.body(), 6))
        for response in found
        if response.ok and response.url.endswith((".js", ".css"))
    )
    return Row("first route, scripts and styles, gzip", size / 1e3, "KB", 150, "less")


def shutter(page: Page, server: LiveServer, photos: int = 7) -> Row:
    """From the camera's 12 megapixels to a shrunk photo that is shown and kept."""
    _sign_in(page, server)
    page.get_by_test_id("new-case").first.click()
    control = page.get_by_test_id("add-photo").first
    spent = []
    for number in range(photos + 1):
        file: FilePayload = {
            "name": f"{number}.jpg",
            "mimeType": "image/jpeg",
            "buffer": photo(number, 4000, 3000),
        }
        began = time.perf_counter()
        add_file(control, file)
        queued = page.locator('[data-testid="photo"][data-state="queued"]')
        expect(queued).to_have_count(number + 1, timeout=30_000)
        spent.append((time.perf_counter() - began) * 1000)
    # The first photo also starts the worker.
    return Row("photo of 12 megapixels, shutter to queued", statistics.median(spent[1:]), "ms", None, "less")


def bulk_insert(page: Page, server: LiveServer) -> Row:
    """The app's own writing transactions of a first sync of 10,000 records, summed."""
    page.add_init_script(WRITES)
    _sign_in(page, server)
    milliseconds = page.evaluate("() => window.written.reduce((sum, each) => sum + each, 0)")
    return Row("first sync of 10,000 records into IndexedDB", milliseconds / 1000, "s", None, "less")


def _fill(server: LiveServer) -> None:
    pusher = sync.Pusher(server)
    held = sync.pulled(pusher.client)[0]
    for body in sync.bodies(pusher, max(0, sync.PULLED - held), sync.BATCH):
        pusher.push(body)


def _sign_in(page: Page, server: LiveServer) -> None:
    person = server.login(LOGIN)
    page.goto(f"http://localhost:{server.port}/")
    page.get_by_test_id("login").fill(person["login"])
    page.get_by_test_id("password").fill(person["password"])
    page.get_by_test_id("sign-in").click()
    chip = page.get_by_test_id("sync-chip").first
    expect(chip).to_have_attribute("data-state", "synced", timeout=120_000)


@contextmanager
def page_of(
    playwright: Playwright, profile: Path, workers: Literal["allow", "block"] = "allow"
) -> Iterator[Page]:
    """A browser with an empty profile on disk: a private one would keep IndexedDB in memory."""
    width, height = SIZES["large"]
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=os.environ["GRIDWALK_CHROMIUM"],
        args=OPTIONS,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        service_workers=workers,
    )
    try:
        yield context.pages[0]
    finally:
        context.close()
