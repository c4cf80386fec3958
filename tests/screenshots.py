"""Photographs every screen, as a patroller and as a leader, in both languages and sizes.

    python -m tests.screenshots FOLDER

writes FOLDER/<language>/<size>/<screen>.png. With --readme it makes the README's three pictures anew as well.
It is always 23 November 2026, 09:20 in the district, so that the same app gives the same pictures.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.e2e import resident, screens, work
from tests.e2e.phone import SIZES, Phone
from tests.e2e.screens import Screen
from tests.e2e.story import SHANGHAI, Clock, Story
from tests.live.network import Network
from tests.live.server import ROOT, LiveServer, live_server

NOW = datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)
README = ROOT / "docs" / "screenshots"
LANGUAGES = ("zh-CN", "en")
CHROMIUM = os.environ.get("GRIDWALK_CHROMIUM", "chromium")
#: A README's picture is seen small: few colours keep it under 80 kB.
COLOURS = 224


def main() -> None:
    parser = argparse.ArgumentParser(description="Photograph every screen.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="make the README's pictures anew")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        for language in LANGUAGES:
            for size in SIZES:
                folder = asked.folder / language / size
                readme = README if asked.readme and (language, size) == ("zh-CN", "large") else None
                shoot(playwright, folder, language, size, readme)
                sys.stdout.write(f"{folder}: {len(list(folder.glob('*.png')))} pictures\n")


def shoot(playwright: Playwright, folder: Path, language: str, size: str, readme: Path | None) -> None:
    """One district, one patroller and one leader; everything that they see."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clock = Clock(temporary / "clock", NOW)
        settings = {"GRIDWALK_CLOCK_FILE": str(clock.file)}
        server = stack.enter_context(live_server(temporary / "server", settings=settings))
        story = Story(server, clock)
        story.cases()

        def phone_of(name: str) -> Phone:
            network = stack.enter_context(Network(server.port))
            phone = Phone(playwright, CHROMIUM, temporary / name, network, size=size, locale=language)
            stack.enter_context(phone)
            prepare(phone, language)
            return phone

        patrol(phone_of("patroller"), server, story, camera(folder), readme)
        lead(phone_of("leader"), server, story, camera(folder))
        report(phone_of("resident"), server, story, camera(folder))


Camera = Callable[[Phone, str], None]


def camera(folder: Path) -> Camera:
    def take(phone: Phone, name: str) -> None:
        expect(phone.handle("saved")).to_have_count(0)
        phone.page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take


def prepare(phone: Phone, language: str) -> None:
    """The language that was chosen, the story's time, and no movement."""
    phone.page.clock.set_fixed_time(NOW)
    phone.page.emulate_media(reduced_motion="reduce")
    wear(phone, language, "normal", "light")
    expect(phone.handle("login")).to_be_visible()


def wear(phone: Phone, language: str, text: str, theme: str) -> None:
    look = f'{{"language":"{language}","text":"{text}","theme":"{theme}"}}'
    phone.page.evaluate("look => localStorage.setItem('gridwalk-look', look)", look)
    phone.page.reload(wait_until="domcontentloaded")


def patrol(phone: Phone, server: LiveServer, story: Story, take: Camera, readme: Path | None) -> None:
    take(phone, "sign-in")
    phone.sign_in(server.login("lina"))
    take_all(phone, screens.before_the_round(), take)
    story.a_round()
    phone.look()
    phone.tap("nav-patrol")
    expect(phone.handle("place").first).to_be_visible()
    phone.page.goto(f"{phone.network.url}/cases/{story.ids['leak']}")
    work.add_photos(phone, [3, 4])
    phone.wait_for_chip("synced")
    take_all(phone, screens.of_a_patroller(story), take)
    looks(phone, story, take)
    if readme:
        Screen("today", "/", "case").show(phone)
        keep(phone, readme / "today.png")
        Screen("place", f"/patrol/{story.ids['round']}/places/{story.ids['place']}", "answer-fine").show(
            phone
        )
        keep(phone, readme / "place.png")
    unsent(phone, story, take, readme)
    story.handed_over()
    story.troubles()
    phone.look()
    phone.wait_for_chip("attention")
    take_all(phone, screens.of_troubles(story), take)


def looks(phone: Phone, story: Story, take: Camera) -> None:
    """The same in large type, in the dark and in the sun."""
    language = phone.page.evaluate("document.documentElement.lang")
    paths = {"today": "/", "place": f"/patrol/{story.ids['round']}/places/{story.ids['place']}"}
    paths |= {"case": f"/cases/{story.ids['leak']}", "cases": "/cases", "me": "/me"}
    for text, theme in (("large", "light"), ("normal", "dark"), ("normal", "sun")):
        wear(phone, language, text, theme)
        for name, path in paths.items():
            Screen(name, path, "sync-chip").show(phone)
            phone.page.wait_for_timeout(150)
            take(phone, f"{name}-{text if text == 'large' else theme}")
    wear(phone, language, "normal", "light")


def unsent(phone: Phone, story: Story, take: Camera, readme: Path | None) -> None:
    """Work without a network, and where the panel says it is."""
    phone.flight_mode(True)
    Screen("place", f"/patrol/{story.ids['round']}/places/{story.ids['place']}", "answer-fine").show(phone)
    work.find_problem(phone, "二楼平台堆了两辆旧电动车", [5, 6])
    take(phone, "place-next")
    work.find_fine(phone)
    work.open_case(phone, "老圩二巷15号二楼平台堆放电动车，要请车主搬走", [7])
    take(phone, "case-waiting")
    panel = work.open_panel(phone)
    expect(panel.get_by_test_id("sync-line").first).to_be_visible()
    take(phone, "sync-panel-waiting")
    if readme:
        keep(phone, readme / "sync-panel.png")
    work.close_panel(phone)
    phone.flight_mode(False)
    phone.look()
    phone.wait_for_chip("synced")


def lead(phone: Phone, server: LiveServer, story: Story, take: Camera) -> None:
    story.reported()
    phone.sign_in(server.leader_of("lina"))
    take_all(phone, screens.of_a_leader(story), take)


def report(phone: Phone, server: LiveServer, story: Story, take: Camera) -> None:
    """The residents' two pages, whole."""
    language = phone.page.evaluate("document.documentElement.lang")
    phone.page.evaluate(
        "to => localStorage.setItem('gridwalk-resident-language', JSON.stringify(to))", language
    )
    for name in resident.through_all(phone, f"{server.login('lina')['area']}-01", story.answer):
        take(phone, name)


def take_all(phone: Phone, these: Iterable[Screen], take: Camera) -> None:
    for screen in these:
        screen.show(phone)
        phone.page.wait_for_timeout(150)
        take(phone, screen.name)


def keep(phone: Phone, path: Path) -> None:
    """A picture with few colours."""
    expect(phone.handle("saved")).to_have_count(0)
    picture = Image.open(io.BytesIO(phone.page.screenshot(animations="disabled"))).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
