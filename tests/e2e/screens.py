"""Every screen of the app, and the way to it: for whoever looks at all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.phone import Phone
from tests.e2e.story import Story

Step = Callable[[Phone], object]


@dataclass(frozen=True)
class Screen:
    """`path`: where it begins; `ready`: the handle that shows it is there; `steps`: what is done there."""

    name: str
    path: str
    ready: str
    steps: tuple[Step, ...] = ()

    def show(self, phone: Phone) -> None:
        phone.page.goto(phone.network.url + self.path, wait_until="domcontentloaded")
        expect(phone.handle(self.ready).first).to_be_visible()
        begin_anew(phone)
        for step in self.steps:
            step(phone)


def begin_anew(phone: Phone) -> None:
    """A form that was left before starts empty."""
    phone.page.wait_for_timeout(50)
    if phone.handle("drop-draft").count():
        phone.tap("drop-draft")


def tap(handle: str) -> Step:
    return lambda phone: phone.tap(handle)


def fill(handle: str, text: str) -> Step:
    return lambda phone: phone.handle(handle).first.fill(text)


def pick(value: str) -> Step:
    return lambda phone: work.choose(phone, value)


def see(handle: str) -> Step:
    return lambda phone: expect(phone.handle(handle).first).to_be_visible()


def see_sheet(phone: Phone) -> None:
    expect(phone.page.get_by_role("dialog").first).to_be_visible()


def see_last_entry(phone: Phone) -> None:
    expect(phone.handle("entry").first).to_be_visible()
    phone.handle("entry").last.scroll_into_view_if_needed()


def gone(handle: str) -> Step:
    return lambda phone: expect(phone.handle(handle)).to_have_count(0)


def photos(*seeds: int) -> Step:
    return lambda phone: work.add_photos(phone, seeds)


def fill_sides(phone: Phone) -> None:
    """A mediation half written: what both want, and what they agree on."""
    fields = phone.page.locator(".side textarea")
    fields.nth(0).fill("天花板要重新刷")
    fields.nth(1).fill("愿意修防水")
    phone.page.locator(".talk > .field textarea").fill("周三前修好")


def before_the_round() -> Iterator[Screen]:
    """A patroller's morning."""
    yield Screen("today-before", "/", "start-patrol")
    yield Screen("patrol-before", "/patrol", "start-patrol")
    yield Screen("patrol-instant", "/patrol", "start-patrol", (tap("other-rounds"), see_sheet))
    special = (tap("other-rounds"), see_sheet, pick("special"))
    yield Screen("patrol-special", "/patrol", "start-patrol", special)


def of_a_patroller(story: Story) -> Iterator[Screen]:
    """A patroller's day, with a round under way."""
    ids = story.ids
    places = f"/patrol/{ids['round']}/places/"
    leak, entry = f"/cases/{ids['leak']}", f"/cases/{ids['leak']}/entry"
    yield Screen("today", "/", "case")
    yield Screen("patrol", "/patrol", "place")
    nothing = (fill("search", "zz9"), gone("place"))
    yield Screen("patrol-nothing-found", "/patrol", "place", nothing)
    yield Screen("patrol-finish", "/patrol", "place", (tap("finish-patrol"), see("confirm")))
    yield Screen("place", places + ids["place"], "answer-fine")
    # A place that was begun stays begun, so each of these has its own.
    wrong = (tap("answer-problem"), see("answer-text"), photos(11, 12))
    yield Screen("place-problem", places + story.place("老圩一巷8号出租屋"), "answer-fine", wrong)
    fixed = (tap("answer-fixed"), see("answer-text"))
    yield Screen("place-fixed", places + story.place("恒达电子厂货梯"), "answer-fine", fixed)
    yield Screen("cases", "/cases", "case")
    yield Screen("cases-closed", "/cases", "case", (tap("filter-closed"),))
    yield Screen("cases-nothing-found", "/cases", "search", (fill("search", "zz9"), gone("case")))
    yield Screen("case-new", "/cases/new", "case-text")
    yield Screen("case-new-missing", "/cases/new", "case-text", (tap("save"), see("field-error")))
    yield Screen("case-new-all", "/cases/new", "case-text", (tap("more-fields"), see("case-address")))
    yield Screen("case", leak, "add-entry")
    yield Screen("case-party", leak, "add-party", (tap("add-party"), see("party-name")))
    yield Screen("case-closed", f"/cases/{ids['lamp']}", "entry")
    yield Screen("case-edit", f"{leak}/edit", "case-text")
    yield Screen("entry-note", entry, "entry-text")
    yield Screen("entry-visit", entry, "entry-text", (pick("visit"),))
    yield Screen("entry-mediation", entry, "entry-text", (pick("mediation"), fill_sides))
    reading = (pick("mediation"), fill_sides, tap("read-large"), see_sheet)
    yield Screen("entry-read-large", entry, "entry-text", reading)
    yield Screen("entry-step", entry, "entry-text", (pick("step"),))
    yield Screen("entry-answer", f"{entry}?kind=answer", "entry-text")
    yield Screen("sync-panel", "/?sheet=sync", "sync-panel")
    yield Screen("me", "/me", "device")
    yield Screen("me-sign-out", "/me", "device", (tap("sign-out"), see("confirm")))


def in_panel(handle: str) -> Step:
    """Tapped in the panel: the page beneath may show the same."""
    return lambda phone: phone.handle("sync-panel").get_by_test_id(handle).first.click()


def of_troubles(story: Story) -> Iterator[Screen]:
    """What needs a decision, once the station has not taken everything as it was."""
    panel = "/?sheet=sync"
    yield Screen("today-attention", "/", "case")
    yield Screen("case-conflict", f"/cases/{story.ids['drain']}", "dispute")
    yield Screen("attention", panel, "dispute")
    merging = (in_panel("merge"), see("merged-text"))
    yield Screen("attention-merge", panel, "dispute", merging)
    refused = f"/cases/{story.ids['leak']}"
    yield Screen("case-refused", refused, "refused")
    words = (tap("recall"), see("begin-hand-over"))
    yield Screen("case-refused-words", refused, "recall", words)
    yield Screen("case-hand-over", refused, "refused", (tap("begin-hand-over"), see("handover-note")))
    yield Screen("case-correct", refused, "refused", (tap("correct"), see("filled")))
    yield Screen("handover-settled", f"/handovers/{story.ids['settled']}", "handover-state")
    yield Screen("attention-aside", panel, "dispute", (tap("aside"), gone("dispute")))


def of_a_leader(story: Story) -> Iterator[Screen]:
    """What a leader sees beyond that."""
    case = f"/cases/{story.ids['drain']}"
    yield Screen("leader-today", "/", "alert")
    yield Screen("leader-case", case, "answer-case")
    yield Screen("leader-assign", case, "assign", (tap("assign"), see("assignee")))
    hotline = (pick("hotline"), see("reporter-phone"))
    yield Screen("leader-intake", "/cases/new", "case-text", hotline)
    reported = f"/cases/{story.ids['reported']}"
    yield Screen("leader-reported", reported, "reporter")
    yield Screen("leader-reported-course", reported, "reporter", (see_last_entry,))
    yield Screen("leader-matter-code", reported, "reporter", (tap("matter-code"), see("make-code")))
    made = (tap("matter-code"), tap("make-code"), see("made-code"))
    yield Screen("leader-matter-code-made", reported, "reporter", made)
    yield Screen("leader-me", "/me", "posters")
    yield Screen("leader-answer", f"{case}/entry?kind=answer", "entry-text")
    handed = f"/handovers/{story.ids['handed']}"
    yield Screen("handover", handed, "take-over")
    yield Screen("handover-close", handed, "close-handover", (tap("close-handover"), see("handover-word")))
    closing = (tap("close-handover"), see("handover-word"), tap("send-word"), see("field-error"))
    yield Screen("handover-close-missing", handed, "close-handover", closing)
    yield Screen("handover-take", handed, "take-over", (tap("take-over"), see("filled")))
