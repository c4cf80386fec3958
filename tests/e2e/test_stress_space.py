"""On a full phone words are still saved, photos are refused in words, and nothing that was there is lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.space import (
    close_message,
    fill_up,
    make_room,
    refuse_photo,
    refuse_words,
    reopen_with,
    take,
)
from tests.e2e.station import fields, ids, reading, records
from tests.e2e.storage import databases
from tests.live.server import LiveServer


def test_on_a_full_phone_words_are_saved_and_photos_are_refused(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("full")
    phone.sign_in(lina)
    old = work.open_case(phone, "手机没满时记的")
    phone.wait_for_chip("synced")
    assert "gridwalk-reserve" in databases(phone)
    phone.flight_mode(True)
    waiting = work.open_case(phone, "快满时记的", [2])
    phone.expect_waiting(2)

    reopen_with(phone, more=400_000)
    phone.expect_waiting(2)
    assert fill_up(phone) > 0
    refuse_photo(phone, "满了以后记的第1件")
    written = save_until_the_reserve_is_used(phone)
    # Of the four megabytes that the reserve gave back two are left: they are for words, not for a photo.
    take(phone, 2)
    refuse_photo(phone, "满了以后再记的", tries=1)
    written.append(save(phone))
    phone.expect_waiting(2 + len(written))

    written += refuse_words(phone, "一个字也放不下了")
    phone.expect_waiting(2 + len(written))
    make_room(phone)
    written.append(save(phone))
    phone.expect_waiting(2 + len(written))
    work.see_case(phone, old)
    work.see_case(phone, waiting)
    expect(phone.handle("photo")).to_have_count(1)

    phone.flight_mode(False)
    phone.look()
    phone.wait_for_chip("synced")
    with reading(server, lina) as author:
        assert sorted(ids(author, "cases")) == sorted([old, waiting, *written])
        assert fields(author, "cases", written[-1])["text"] == "一个字也放不下了"
        [attachment] = records(author, "attachments")
        assert (attachment["fields"]["parent"], attachment["fields"]["stored"]) == (waiting, True)


def save_until_the_reserve_is_used(phone: Phone) -> list[str]:
    """Saves the case that is open, and more with no room left: the browser finds a little now and then."""
    written = [save(phone)]
    while "gridwalk-reserve" in databases(phone):
        assert len(written) < 20, "twenty cases found room on a full phone"
        phone.tap("new-case")
        phone.handle("case-text").fill(f"满了以后记的第{len(written) + 1}件" + "很长" * 500)
        fill_up(phone)
        written.append(save(phone))
    return written


def save(phone: Phone) -> str:
    with phone.saving() as saved:
        phone.tap("save")
    close_message(phone)
    return saved[-1]
