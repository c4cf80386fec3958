"""What a patroller does, as taps on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import FilePayload, Locator, expect

from tests.e2e.phone import Phone, add_file
from tests.e2e.pictures import photo


def start_daily_round(phone: Phone) -> None:
    phone.tap("nav-patrol")
    with phone.saving():
        phone.tap("start-patrol")
    expect(phone.handle("place").first).to_be_visible()


def open_next_place(phone: Phone) -> None:
    """Opens the first place of the round that was not looked at yet, unless it is open already."""
    if not phone.handle("answer-fine").is_visible():
        phone.tap("nav-patrol")
        phone.tap("place")
    expect(phone.handle("answer-fine")).to_be_visible()


def finish_round(phone: Phone) -> None:
    phone.tap("nav-patrol")
    with phone.saving():
        phone.tap("finish-patrol")
        if phone.handle("confirm").is_visible():
            phone.tap("confirm")


def find_fine(phone: Phone) -> str:
    """The place that is open is as it should be: one tap. Answers the inspection's record id."""
    with phone.saving() as saved:
        phone.tap("answer-fine")
    return saved[-1]


def find_problem(phone: Phone, text: str, photos: Sequence[int]) -> str:
    """Something is wrong here, with photos and words."""
    phone.tap("answer-problem")
    add_photos(phone, photos)
    phone.handle("answer-text").fill(text)
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]


def open_case(phone: Phone, text: str, photos: Sequence[int] = ()) -> str:
    """A new case straight from the bottom bar; answers its record id."""
    phone.tap("new-case")
    phone.handle("case-text").fill(text)
    add_photos(phone, photos)
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]


def see_case(phone: Phone, record: str) -> None:
    phone.tap("nav-cases")
    case_row(phone, record).click()
    expect(phone.handle("add-entry")).to_be_visible()


def case_row(phone: Phone, record: str) -> Locator:
    """The line of a case in the list that is shown."""
    return phone.page.locator(f'[data-testid="case"][data-record="{record}"]').first


def await_case(phone: Phone, record: str) -> None:
    """A colleague's case has come to this phone."""
    phone.tap("nav-cases")
    phone.look()
    expect(case_row(phone, record)).to_be_visible()


def change_case(phone: Phone, *, severity: str | None = None, address: str | None = None) -> None:
    """Changes the case that is open."""
    phone.tap("edit-case")
    if severity is not None:
        choose(phone, severity)
    if address is not None:
        phone.handle("case-address").fill(address)
    with phone.saving():
        phone.tap("save")
    expect(phone.handle("add-entry")).to_be_visible()


def expect_entry(phone: Phone, text: str) -> None:
    """The timeline that is open shows an entry with these words."""
    expect(phone.handle("entry").filter(has_text=text)).to_have_count(1)


def write_note(phone: Phone, text: str) -> str:
    """A note in the timeline of the case that is open."""
    phone.tap("add-entry")
    phone.handle("entry-text").fill(text)
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]


def write_mediation(phone: Phone, sides: Sequence[str], agreed: str) -> str:
    """A mediation note: what each side wants, and what was agreed."""
    phone.tap("add-entry")
    choose(phone, "mediation")
    for index, wants in enumerate(sides):
        phone.page.get_by_label("各自怎么说").nth(index).fill(wants)
    phone.page.get_by_label("说好了什么").first.fill(agreed)
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]


def write_answer(phone: Phone, text: str) -> str:
    """Answers the case that is open, which closes it."""
    phone.tap("answer-case")
    phone.handle("entry-text").fill(text)
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]


def open_panel(phone: Phone) -> Locator:
    """The panel with every record and photo, and how far it is."""
    if not phone.handle("sync-panel").is_visible():
        phone.tap("sync-chip")
    expect(phone.handle("sync-panel")).to_be_visible()
    return phone.handle("sync-panel")


def close_panel(phone: Phone) -> None:
    phone.tap("sync-chip")
    expect(phone.handle("sync-panel")).to_have_count(0)


def choose(phone: Phone, value: str) -> None:
    """Taps one of a form's chips."""
    phone.page.locator("label").filter(has=phone.page.locator(f'input[value="{value}"]')).first.click()


def add_photos(phone: Phone, seeds: Sequence[int]) -> None:
    """Takes photos for the form that is open, one after the other."""
    for count, seed in enumerate(seeds, 1):
        file: FilePayload = {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)}
        add_file(phone.handle("add-photo").first, file)
        expect(phone.handle("photo")).to_have_count(count)
