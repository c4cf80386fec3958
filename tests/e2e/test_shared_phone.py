"""A phone that passes from hand to hand keeps what is unsent for its author, and shows it to nobody else."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import fields, ids, reading, records, texts
from tests.e2e.storage import databases, everything_readable
from tests.live.client import Client
from tests.live.server import LiveServer

SECRET = "地下室漏水吵了三天"
NOTE = "她说医药费要三千"


def test_unsent_work_is_sealed_at_sign_out_and_goes_out_under_its_authors_name(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina, chen = server.login("lina"), server.login("chenjing")
    phone = new_phone("shared")
    phone.sign_in(lina)
    old_case = work.open_case(phone, "已送到的旧事")
    phone.wait_for_chip("synced")
    phone.flight_mode(True)
    case = work.open_case(phone, SECRET, [1])
    work.see_case(phone, case)
    note = work.write_note(phone, NOTE)
    phone.expect_waiting(3)
    before = everything_readable(phone)
    assert all(words in before for words in (SECRET, NOTE, "已送到的旧事", "公明社区"))
    with reading(server, lina) as author:
        own_database = f"gridwalk-{author.person['id']}"
    assert own_database in databases(phone)

    sign_out(phone, warned_of=3)
    assert own_database not in databases(phone)
    after = everything_readable(phone)
    for words in (SECRET, NOTE, "已送到的旧事", "公明社区", "富豪花园", "李娜", "lina", old_case):
        assert words not in after, words
    expect(phone.page.get_by_text("给人留着 3 条没送到")).to_be_visible()

    phone.flight_mode(False)
    phone.sign_in(chen)
    assert phone.chip() == ("synced", 0)
    for words in (SECRET, NOTE, "已送到的旧事"):
        assert words not in everything_readable(phone)
    phone.tap("nav-cases")
    phone.tap("filter-grid")
    expect(phone.handle("case")).to_have_count(0)
    with reading(server, server.leader_of("lina")) as leader:
        assert ids(leader, "cases") == [old_case]
    sign_out(phone)

    phone.sign_in(lina)
    assert phone.chip() == ("synced", 0)
    work.see_case(phone, case)
    work.expect_entry(phone, NOTE)
    expect(phone.handle("photo")).to_have_attribute("data-state", "stored")
    with reading(server, server.leader_of("lina")) as leader, reading(server, lina) as author:
        assert sorted(ids(leader, "cases")) == sorted([old_case, case])
        assert ids(leader, "entries") == [note]
        mine = author.assignment("patroller")["id"]
        for collection in ("cases", "entries", "attachments"):
            assert {row["fields"]["author"] for row in records(leader, collection)} == {mine}
        assert len(records(leader, "attachments")) == 1
    sign_out(phone)
    expect(phone.page.get_by_text("没送到")).to_have_count(0)


def test_a_session_survives_a_browser_killed_right_after_sign_in(
    server: LiveServer, new_phone: NewPhone
) -> None:
    phone = new_phone("killed")
    person = server.login("lina")
    phone.handle("login").fill(person["login"])
    phone.handle("password").fill(person["password"])
    phone.tap("sign-in")
    expect(phone.handle("nav-today")).to_be_visible()
    phone.kill()
    phone.open()
    phone.wait_for_chip("synced")
    phone.kill()
    phone.flight_mode(True)
    phone.open()
    expect(phone.page.get_by_text("李娜").first).to_be_visible()
    case = work.open_case(phone, "被杀之后记的")
    phone.flight_mode(False)
    phone.wait_for_chip("synced")
    with reading(server, person) as author:
        assert ids(author, "cases") == [case]


def test_a_device_that_was_signed_out_from_another_shows_nothing_and_keeps_unsent_work(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("lost")
    phone.sign_in(lina)
    phone.flight_mode(True)
    case = work.open_case(phone, SECRET, [2])
    phone.expect_waiting(2)
    with reading(server, lina) as other:
        devices = other.request("GET", "/api/devices").json()["devices"]
        [lost] = [device for device in devices if not device["current"]]
        assert other.request("DELETE", f"/api/devices/{lost['id']}").status == 204

    phone.flight_mode(False)
    expect_asked_to_sign_in(phone, "device_revoked", "没送到的记录")
    expect(phone.page.get_by_text("给人留着 2 条没送到")).to_be_visible()
    left = everything_readable(phone)
    for words in (SECRET, "公明社区", "富豪花园"):
        assert words not in left, words
    assert_nothing_arrived(server, lina)

    phone.sign_in(lina)
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]
        [photo] = records(author, "attachments")
        assert photo["fields"]["stored"] is True


def test_a_person_who_was_shut_out_keeps_unsent_work_until_they_are_let_in_again(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("shut-out")
    phone.sign_in(lina)
    phone.flight_mode(True)
    case = work.open_case(phone, SECRET)
    server.gridwalk("person", "disable", "lina")

    phone.flight_mode(False)
    expect_asked_to_sign_in(phone, "person_disabled", "停用")
    expect(phone.page.get_by_text("给人留着 1 条没送到")).to_be_visible()
    assert SECRET not in everything_readable(phone)
    phone.handle("password").fill(lina["password"])
    phone.tap("sign-in")
    expect(phone.handle("message")).to_be_visible()
    expect(phone.handle("sign-in")).to_be_visible()

    server.gridwalk("person", "enable", "lina")
    phone.sign_in(lina)
    assert phone.chip() == ("synced", 0)
    with reading(server, lina) as author:
        assert fields(author, "cases", case)["text"] == SECRET
        assert texts(author, "entries", case) == []


def sign_out(phone: Phone, warned_of: int = 0) -> None:
    """Signs out on "me"; a warning names how much has not arrived."""
    phone.tap("nav-me")
    phone.tap("sign-out")
    question = phone.page.get_by_role("dialog")
    expect(question).to_contain_text(f"还有 {warned_of} 条没送到" if warned_of else "都已送到")
    phone.tap("confirm")
    expect(phone.handle("sign-in")).to_be_visible()


def expect_asked_to_sign_in(phone: Phone, code: str, words: str) -> None:
    message = phone.handle("message")
    expect(message).to_have_attribute("data-code", code)
    expect(message).to_contain_text(words)
    expect(phone.handle("login")).to_have_value("lina")


def assert_nothing_arrived(server: LiveServer, person: dict[str, Any]) -> None:
    with Client(server.url).sign_in(person["login"], person["password"]) as client:
        assert ids(client, "cases") == []
