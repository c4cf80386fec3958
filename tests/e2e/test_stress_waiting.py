"""What the phone asks the browser for, and what it says of work that has waited too long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.live.server import LiveServer

COUNT_ASKING = """
window.asked = 0;
StorageManager.prototype.persist = async () => { window.asked += 1; return false; };
"""

SPEAK = "(language) => localStorage.setItem('gridwalk-look', JSON.stringify({ language }))"


def test_the_browser_is_asked_to_keep_the_data_after_the_first_save_and_once(
    server: LiveServer, new_phone: NewPhone
) -> None:
    phone = new_phone("asked")
    phone.page.context.add_init_script(COUNT_ASKING)
    phone.show()
    phone.sign_in(server.login("lina"))
    phone.tap("nav-patrol")
    phone.tap("nav-cases")
    assert phone.page.evaluate("window.asked") == 0
    for text in ("第一件", "第二件"):
        work.open_case(phone, text)
        phone.wait_for_chip("synced")
        assert phone.page.evaluate("window.asked") == 1


def test_what_has_waited_for_a_day_is_pointed_out_in_both_languages(
    server: LiveServer, new_phone: NewPhone
) -> None:
    phone = new_phone("late")
    phone.sign_in(server.login("lina"))
    phone.flight_mode(True)
    case = work.open_case(phone, "地下室没有信号", [1])
    phone.expect_waiting(2)
    for later, state in ((timedelta(hours=23), "waiting"), (timedelta(hours=25), "attention")):
        phone.page.clock.set_fixed_time(datetime.now(UTC) + later)
        phone.look()
        panel = work.open_panel(phone)
        phone.wait_for_chip(state)
        for line in (f'[data-record="{case}"]', '[data-kind="photo"]'):
            expect(panel.locator(line)).to_have_attribute("data-state", state)
        work.close_panel(phone)
    for language, words in (("zh-CN", "在手机里放了一天多还没送到"), ("en", "On this phone for over a day")):
        phone.page.evaluate(SPEAK, language)
        phone.page.reload(wait_until="domcontentloaded")
        panel = work.open_panel(phone)
        expect(panel.locator(f'[data-record="{case}"]')).to_contain_text(words)
        phone.expect_waiting(2)
        work.close_panel(phone)

    phone.flight_mode(False)
    phone.look()
    phone.wait_for_chip("synced")
