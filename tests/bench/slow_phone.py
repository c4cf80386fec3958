"""A cheap phone: the processor six times as slow, 10,000 records, a network of 1.6 Mbit/s and 150 ms."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.bench import browser
from tests.bench.cases import push_body
from tests.bench.shaping import slow_network
from tests.bench.table import Row
from tests.live.client import Client
from tests.live.server import LiveServer

SLOWDOWN = 6
SAVES = 9
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.tasks.push([entry.startTime, entry.duration]);
}).observe({ type: 'longtask', buffered: true });

window.durable = [];
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const transaction = begin.call(this, stores, mode, options);
  if (mode === 'readwrite' && options?.durability === 'strict' && [].concat(stores).includes('outbox')) {
    transaction.addEventListener('complete', () => window.durable.push(performance.now()));
  }
  return transaction;
};
document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-testid="save"]') == null) return;
  window.tapped = event.timeStamp;
  window.durable = [];
  window.visible = undefined;
}, true);
window.seen = (text) => {
  const look = () => {
    if (window.visible === undefined && window.tapped !== undefined)
      for (const entry of document.querySelectorAll('[data-testid="entry"]'))
        if (entry.textContent.includes(text))
          requestAnimationFrame(() => { window.visible ??= performance.now(); });
  };
  window.tapped = undefined;
  window.watching?.disconnect();
  window.watching = new MutationObserver(look);
  window.watching.observe(document, { childList: true, subtree: true, characterData: true });
};
"""
"""Long tasks (those over 50 ms), when a save was tapped, when it was on disk, when a text was on screen."""


def rows(playwright: Playwright, server: LiveServer, folder: Path) -> list[Row]:
    """The server holds 10,000 records for `browser.LOGIN` already."""
    with slow_network(server.port) as port:
        bare = bare_transfer(server, port)
        with browser.page_of(playwright, folder / "slow") as page:
            first, task = first_sync(page, server, port)
            # What follows happens on the phone alone.
            saved = saves(page)
            listed = lists(page)
    return [
        row("first sync of 10,000 records, of the bare transfer", first / bare, "×", 1.5),
        row("longest task of the first sync", task, "ms", 200),
        *saved,
        row("longest task of list and search over 10,000 records", listed, "ms", 50),
    ]


def row(what: str, value: float, unit: str, bound: float) -> Row:
    return Row(f"phone at a sixth of the speed: {what}", value, unit, bound, "less")


def bare_transfer(server: LiveServer, port: int) -> float:
    """Seconds for the same answers over the same network, without a phone."""
    person = server.login(browser.LOGIN)
    client = Client(f"http://127.0.0.1:{port}").sign_in(person["login"], person["password"])
    cursors: dict[str, int] = {}
    began = time.perf_counter()
    while True:
        asked = push_body(client, [], cursors) | {"scope": None}
        answer = client.request("POST", "/api/sync", asked, compress=True).json()
        cursors.update(answer["cursors"])
        if not answer["more"]:
            return time.perf_counter() - began


def first_sync(page: Page, server: LiveServer, port: int) -> tuple[float, float]:
    """Seconds from the answer to the sign-in until everything is there; the longest task in ms."""
    page.add_init_script(WATCH)
    slow_down(page)
    page.goto(f"http://localhost:{port}/")
    person = server.login(browser.LOGIN)
    page.get_by_test_id("login").fill(person["login"])
    page.get_by_test_id("password").fill(person["password"])
    with page.expect_response(lambda answer: answer.url.endswith("/api/session") and answer.ok):
        page.get_by_test_id("sign-in").click()
    began = time.perf_counter()
    page.evaluate("() => { window.signedIn = performance.now(); }")
    chip = page.get_by_test_id("sync-chip").first
    expect(chip).to_have_attribute("data-state", "synced", timeout=240_000)
    spent = time.perf_counter() - began
    return spent, longest_task(page, "window.signedIn ?? 0")


def saves(page: Page) -> list[Row]:
    """A note to a case: from the tap until it is on disk, and until it stands in the timeline."""
    page.get_by_test_id("nav-cases").click()
    page.get_by_test_id("case").first.click()
    durable, visible = [], []
    for number in range(SAVES):
        words = f"第{number + 1}次走访,住户不在家。"
        page.get_by_test_id("add-entry").click()
        page.get_by_test_id("entry-text").fill(words)
        page.evaluate("(words) => window.seen(words)", words)
        page.get_by_test_id("save").click()
        page.wait_for_function("() => window.visible !== undefined && window.durable.length > 0")
        tapped = page.evaluate("() => window.tapped")
        durable.append(page.evaluate("() => window.durable[0]") - tapped)
        visible.append(page.evaluate("() => window.visible") - tapped)
        page.wait_for_timeout(500)
    return [
        row("saving with 10,000 records, tap to durable", statistics.median(durable[1:]), "ms", 70),
        row("saving with 10,000 records, tap to visible", statistics.median(visible[1:]), "ms", 120),
    ]


def lists(page: Page) -> float:
    """Every filter, a search letter by letter, and the list scrolled to its end: the longest task in ms."""
    page.get_by_test_id("nav-today").click()
    page.wait_for_timeout(1_000)
    page.evaluate("() => { window.begun = performance.now(); }")
    page.get_by_test_id("nav-cases").click()
    expect(page.get_by_test_id("case").first).to_be_visible()
    search = page.get_by_test_id("search")
    for letter in "漏水邻居":
        search.press_sequentially(letter)
        page.wait_for_timeout(300)
    search.fill("")
    page.wait_for_timeout(500)
    for _ in range(5):
        page.mouse.wheel(0, 3_000)
        page.wait_for_timeout(200)
    return longest_task(page, "window.begun")


def longest_task(page: Page, since: str) -> float:
    """In ms; the browser names none of 50 ms or less, and those count as 50."""
    found: float = page.evaluate(
        f"() => Math.max(50, ...window.tasks.filter(([at]) => at >= ({since})).map(([, ms]) => ms))"
    )
    return found


def slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
