"""What a resident does with the two pages that need no account, as taps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, expect

from tests.e2e.phone import Phone
from tests.e2e.pictures import photo


@dataclass(frozen=True)
class Code:
    """What opens a matter."""

    code: str
    digits: str


def write_report(phone: Phone, text: str, photos: Sequence[int] = ()) -> None:
    phone.handle("report-text").fill(text)
    add_photos(phone, photos)


def add_photos(phone: Phone, seeds: Sequence[int]) -> None:
    if not seeds:
        return
    files: list[FilePayload] = [
        {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)} for seed in seeds
    ]
    phone.handle("add-photo").set_input_files(files)
    expect(phone.handle("photo")).to_have_count(len(seeds))


def choose_building(phone: Phone, street: str, building: str) -> None:
    phone.handle("street").select_option(label=street)
    phone.handle("building").select_option(label=building)


def send(phone: Phone) -> Code:
    """Sends the report that is written, and copies the code down."""
    phone.tap("send")
    return copy_code(phone)


def copy_code(phone: Phone) -> Code:
    code = phone.handle("code").get_attribute("data-code") or ""
    digits = phone.handle("digits").get_attribute("data-digits") or ""
    assert (len(code), len(digits)) in ((16, 4), (16, 0))
    return Code(code, digits)


def open_matter(phone: Phone, held: Code) -> None:
    """On the other page, with the code as it was written down."""
    phone.show("/track")
    expect(phone.page.locator('[data-testid="track-code"], [data-testid="another"]').first).to_be_visible()
    if phone.handle("another").count():  # the one that was just reported is still open in this tab
        phone.tap("another")
    phone.handle("track-code").fill(" ".join(held.code[at : at + 4] for at in range(0, 16, 4)))
    phone.handle("track-digits").fill(held.digits)
    phone.tap("look")
    expect(phone.handle("stands")).to_be_visible()


def expect_state(phone: Phone, state: str) -> None:
    """Asks again, and sees how it stands."""
    phone.tap("refresh")
    expect(phone.handle("stands")).to_have_attribute("data-state", state)


def steps(phone: Phone) -> list[str]:
    """The kinds of the steps that are shown, the first one first."""
    shown = phone.handle("step").all()
    return [step.get_attribute("data-kind") or "" for step in reversed(shown)]


def through_all(phone: Phone, at: str, answer: Callable[[str], object]) -> Iterator[str]:
    """Every screen of the two pages, one after the other: the name of each while it is shown.

    ``at`` is a poster's code; ``answer`` writes the answer to the case with this number.
    """
    phone.show("/report")
    expect(phone.handle("street")).to_be_visible()
    yield "resident-report"
    phone.tap("send")
    expect(phone.handle("field-error").first).to_be_visible()
    yield "resident-report-missing"
    phone.show(f"/report?at={at}")
    expect(phone.handle("poster-place")).not_to_contain_text("…")
    write_report(phone, "楼下下水道堵了三天，一楼进水，味道很大", [21, 22])
    yield "resident-report-poster"
    phone.page.route("**/api/public/matters", lambda route: route.abort())
    phone.tap("send")
    expect(phone.handle("write-anew")).to_be_visible()
    yield "resident-report-no-network"
    phone.page.unroute("**/api/public/matters")
    send(phone)
    expect(phone.handle("photos")).to_have_attribute("data-state", "sent")
    yield "resident-sent"
    phone.show("/track")
    expect(phone.handle("stands")).to_be_visible()
    yield "resident-received"
    phone.tap("add")
    yield "resident-add"
    phone.tap("cancel")
    answer(phone.page.locator(".hint [data-content]").last.inner_text())
    expect_state(phone, "answered")
    yield "resident-answered"
    phone.tap("not-solved")
    yield "resident-not-solved"
    phone.handle("say-text").fill("今早又堵了")
    phone.tap("say")
    expect(phone.handle("stands")).to_have_attribute("data-state", "received")
    yield "resident-reopened"
    phone.tap("another")
    expect(phone.handle("track-code")).to_be_visible()
    yield "resident-track"
    phone.handle("track-code").fill("1234 5678")
    phone.tap("look")
    yield "resident-track-wrong"
