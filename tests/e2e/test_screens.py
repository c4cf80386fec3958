"""Every screen in both languages, sizes and type sizes and in all colours: seen, read, reached and named."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, expect

from tests.e2e import resident, screens
from tests.e2e.conftest import Demo, NewPhone
from tests.e2e.phone import SIZES, Phone
from tests.e2e.screens import Screen
from tests.e2e.story import SHANGHAI, Clock, Story
from tests.live.server import LiveServer, live_server

AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8")
THEMES = ("light", "dark", "sun")
TEXTS = ("normal", "large")
LANGUAGES = ("zh-CN", "en")


@pytest.fixture
def server(demo: Demo, tmp_path: Path) -> Iterator[LiveServer]:
    """A district whose clock can be set back, so that something is overdue."""
    shutil.copytree(demo.data_dir, tmp_path / "server")
    (tmp_path / "clock").write_text(datetime.now(SHANGHAI).isoformat(), "utf-8")
    settings = {"GRIDWALK_CLOCK_FILE": str(tmp_path / "clock")}
    with live_server(tmp_path / "server", settings=settings, people=demo.people) as running:
        yield running


@pytest.fixture
def story(server: LiveServer, tmp_path: Path) -> Story:
    told = Story(server, Clock(tmp_path / "clock", datetime.now(SHANGHAI)))
    told.cases()
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patrollers_screens_can_be_seen_read_and_reached(
    server: LiveServer, story: Story, new_phone: NewPhone, language: str
) -> None:
    phone = new_phone("patroller")
    errors = listen(phone)
    put_on(phone, language)
    found = look_at(phone, language, "sign-in")
    phone.sign_in(server.login("lina"))
    found += look_at_all(phone, language, screens.before_the_round())
    story.a_round()
    phone.look()
    phone.tap("nav-patrol")
    expect(phone.handle("place").first).to_be_visible()
    found += look_at_all(phone, language, screens.of_a_patroller(story))
    story.handed_over()
    story.troubles()
    phone.look()
    phone.wait_for_chip("attention")
    found += look_at_all(phone, language, screens.of_troubles(story))
    assert not found, "\n".join(found)
    assert errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_leaders_screens_can_be_seen_read_and_reached(
    server: LiveServer, story: Story, new_phone: NewPhone, language: str
) -> None:
    story.handed_over()
    story.reported()
    phone = new_phone("leader")
    errors = listen(phone)
    put_on(phone, language)
    phone.sign_in(server.leader_of("lina"))
    found = look_at_all(phone, language, screens.of_a_leader(story))
    assert not found, "\n".join(found)
    assert errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_residents_pages_can_be_seen_read_and_reached(
    server: LiveServer, story: Story, new_phone: NewPhone, language: str
) -> None:
    phone = new_phone("resident", locale=language)
    phone.shut()
    phone.launch()
    errors = listen(phone)
    found = []
    poster = f"{server.login('lina')['area']}-01"
    for name in resident.through_all(phone, poster, story.answer):
        found += look_at(phone, language, name)
    assert not found, "\n".join(found)
    assert [error for error in errors if "ERR_FAILED" not in error] == []  # the network that was cut


def test_the_keyboard_reaches_everything_in_the_order_in_which_it_is_read(
    server: LiveServer, new_phone: NewPhone
) -> None:
    phone = new_phone("keyboard")
    expect(phone.handle("login")).to_be_visible()
    assert tabbed(phone)[:6] == ["#main", "login", "password", "BUTTON", "sign-in", "BUTTON"]
    phone.sign_in(server.login("lina"))
    phone.page.goto(phone.network.url + "/cases/new")
    expect(phone.handle("case-text")).to_be_visible()
    order = tabbed(phone)
    wanted = ["#main", "BUTTON", "sync-chip", "case-text", "INPUT", "more-fields", "INPUT", "INPUT", "SELECT"]
    assert order[: len(wanted)] == wanted
    rest = ["case-address", "INPUT", "INPUT", "SELECT", "save", "nav-today", "nav-patrol", "new-case"]
    assert order[len(wanted) : len(wanted) + len(rest)] == rest


def listen(phone: Phone) -> list[str]:
    """Collects what the browser complains about; what the content security policy refuses is told there."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            errors.append(message.text)

    phone.page.on("console", note)
    phone.page.on("pageerror", lambda error: errors.append(str(error)))
    phone.page.emulate_media(reduced_motion="reduce")
    return errors


def put_on(phone: Phone, language: str) -> None:
    """Opens the app in this language, as it was chosen on this phone before."""
    look = f'{{"language":"{language}","text":"normal","theme":"light"}}'
    phone.page.evaluate("look => localStorage.setItem('gridwalk-look', look)", look)
    phone.page.reload(wait_until="domcontentloaded")
    expect(phone.handle("login")).to_be_visible()


def look_at_all(phone: Phone, language: str, these: Iterable[Screen]) -> list[str]:
    found = []
    for screen in these:
        screen.show(phone)
        found += look_at(phone, language, screen.name)
    return found


def look_at(phone: Phone, language: str, name: str) -> list[str]:
    """What is wrong with the screen that is shown, in every size, type size and colour."""
    found = []
    for size, (width, height) in SIZES.items():
        phone.page.set_viewport_size({"width": width, "height": height})
        asked: dict[str, object] = {"texts": TEXTS}
        if size == "small":
            asked |= {"themes": THEMES, "language": language}
        found += [f"{name}, {size}, {fault}" for fault in phone.page.evaluate(AUDIT, asked)]
    return found


def tabbed(phone: Phone) -> list[str]:
    """What the tab key comes to, one after the other, each with a ring to be seen around it.

    What more there is to fill in is opened on the way.
    """
    order = []
    for _ in range(40):
        phone.page.keyboard.press("Tab")
        at = phone.page.evaluate("""() => {
          const at = document.activeElement;
          if (at === document.body) return null;
          if ('tabbed' in at.dataset) return ['', true];
          at.dataset.tabbed = '';
          const ringed = at.matches('.unseen') ? at.nextElementSibling ?? at.closest('label') : at;
          const label = at.closest('label') ?? ringed;
          const ring = [at, ringed, label].some((one) => getComputedStyle(one).outlineStyle !== 'none');
          return [at.dataset.testid ?? at.getAttribute('href') ?? at.tagName, ring];
        }""")
        if at is None:  # once around: the address bar's turn
            continue
        name, ring = at
        if not name:
            break
        assert ring, name
        order.append(name)
        if name == "more-fields":
            phone.page.keyboard.press("Enter")
    start = order.index("#main")
    return order[start:] + order[:start]
