"""Whatever goes wrong has its word on the phone, and nothing that was entered is lost."""

from __future__ import annotations

import random
import sqlite3

from playwright.sync_api import Locator, expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import add_file
from tests.e2e.station import fields, ids, reading, records, texts
from tests.live.gate import Gate, page, problem
from tests.live.server import LiveServer


def test_a_captive_portals_page_is_no_answer(server: LiveServer, new_phone: NewPhone) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    portal = page("欢迎使用商场无线网")
    with Gate(server.port, lambda _, path, __: portal if path.startswith("/api/") else None) as gate:
        phone.network.lead_to(gate.port)
        phone.handle("login").fill(lina["login"])
        phone.handle("password").fill(lina["password"])
        phone.tap("sign-in")
        expect(phone.handle("message")).to_contain_text("要先登录")
        gate.rule = None
        phone.tap("sign-in")
        phone.wait_for_chip("synced")

        gate.rule = lambda _, path, __: portal if path.startswith("/api/") else None
        case = work.open_case(phone, "商场里记的", [1])
        panel = work.open_panel(phone)
        expect(panel).to_contain_text("要先登录")
        expect_left(panel, records=1, photos=1)
        assert phone.chip() == ("waiting", 2)
        gate.rule = None
        phone.tap("sync-now")
        phone.wait_for_chip("synced")
        expect(panel).not_to_contain_text("要先登录")
        expect(panel).to_contain_text("都已送到")
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]


def test_an_expired_session_asks_for_the_password_and_sends_what_waited(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    phone.flight_mode(True)
    case = work.open_case(phone, "过期之前记的", [1])
    with sqlite3.connect(server.data_dir / "gridwalk.sqlite3", timeout=30) as database:
        assert database.execute("DELETE FROM session").rowcount > 0
    phone.flight_mode(False)
    message = phone.handle("message")
    expect(message).to_have_attribute("data-code", "not_signed_in")
    expect(message).to_contain_text("记录都还在手机里")
    expect(phone.handle("login")).to_have_value("lina")
    phone.sign_in(lina)
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]
        assert [row["fields"]["stored"] for row in records(author, "attachments")] == [True]


def test_what_is_too_large_for_the_network_is_set_aside_and_the_rest_arrives(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    case = work.open_case(phone, "说来话长")
    phone.wait_for_chip("synced")
    chance = random.Random(1)
    long_note = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(4_000))
    phone.flight_mode(True)
    work.see_case(phone, case)
    for note in ("短的一", long_note, "短的二"):
        work.write_note(phone, note)
    too_large = problem(413, "too_large")
    with Gate(server.port, lambda _, __, size: too_large if size > 5_000 else None) as gate:
        phone.network.lead_to(gate.port)
        phone.flight_mode(False)
        phone.wait_for_chip("attention")
        with reading(server, lina) as author:
            assert texts(author, "entries", case) == ["短的一", "短的二"]
        panel = work.open_panel(phone)
        refused = panel.get_by_test_id("refused")
        expect(refused).to_have_attribute("data-code", "too_large")
        expect(refused).to_contain_text("太长")
        expect(refused).to_contain_text(long_note[:40])
        gate.rule = None
        refused.get_by_test_id("send-again").click()
        phone.wait_for_chip("synced")
        expect(refused).to_have_count(0)
    with reading(server, lina) as author:
        assert texts(author, "entries", case) == sorted(["短的一", "短的二", long_note])


def test_a_refused_answer_says_why_and_is_kept_for_the_leader(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina, zhang = server.login("lina"), server.leader_of("lina")
    phone, leader = new_phone("patroller"), new_phone("leader")
    phone.sign_in(lina)
    leader.sign_in(zhang)
    case = work.open_case(phone, "路灯不亮")
    phone.wait_for_chip("synced")
    work.await_case(leader, case)
    phone.flight_mode(True)
    work.see_case(phone, case)
    work.write_answer(phone, "我也答复了:明天修")
    work.see_case(leader, case)
    work.write_answer(leader, "已请路灯所今天修好")
    leader.wait_for_chip("synced")

    phone.flight_mode(False)
    phone.wait_for_chip("attention")
    refused = phone.handle("refused")
    expect(refused).to_have_attribute("data-code", "case_closed")
    expect(refused).to_contain_text("这件事已结案")
    expect(refused).to_contain_text("我也答复了:明天修")
    work.expect_entry(phone, "已请路灯所今天修好")
    with reading(server, lina) as author, reading(server, zhang) as reader:
        [attention] = records(author, "attention")
        kept = reader.request("GET", f"/api/mutations/{attention['fields']['mutation']}").json()
        assert kept["body"]["fields"]["text"] == "我也答复了:明天修"
        assert texts(reader, "entries", case) == ["已请路灯所今天修好"]
    phone.tap("dismiss")
    expect(refused).to_have_count(0)
    phone.wait_for_chip("synced")


def test_a_photo_that_is_no_picture_is_named_as_such_and_costs_no_word(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    phone.tap("new-case")
    phone.handle("case-text").fill("照片打不开也要记")
    add_file(
        phone.handle("add-photo").first,
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"},
    )
    message = phone.handle("message")
    expect(message).to_have_attribute("data-code", "photo_unreadable")
    expect(message).to_contain_text("重拍")
    expect(phone.handle("photo")).to_have_count(0)
    expect(phone.handle("case-text")).to_have_value("照片打不开也要记")
    # A format that only the station can read goes there as it is.
    add_file(
        phone.handle("add-photo").first,
        {"name": "b.heic", "mimeType": "image/heic", "buffer": b"not a picture either"},
    )
    expect(phone.handle("photo")).to_have_count(1)
    with phone.saving() as saved:
        phone.tap("save")
    phone.wait_for_chip("attention")
    panel = work.open_panel(phone)
    expect(panel).to_contain_text("打不开")
    expect(panel.locator('[data-state="attention"]')).to_have_attribute("data-kind", "photo")
    with reading(server, lina) as author:
        assert fields(author, "cases", saved[-1])["text"] == "照片打不开也要记"
        [attachment] = records(author, "attachments")
        assert attachment["fields"]["refused_code"] == "bad_image"


def test_a_full_disk_at_the_station_is_said_and_everything_goes_out_when_there_is_room(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    full = problem(507, "disk_full")
    with Gate(server.port, lambda _, path, __: full if path == "/api/sync" else None) as gate:
        phone.network.lead_to(gate.port)
        case = work.open_case(phone, "平台满了", [1])
        panel = work.open_panel(phone)
        expect(panel).to_contain_text("平台那边满了")
        expect_left(panel, records=1, photos=1)
        assert phone.chip() == ("waiting", 2)
        # From here on it is the real server, whose files may not grow.
        server.limit_files(4_096)
        gate.rule = None
        phone.tap("sync-now")
        expect(panel).to_contain_text("平台正忙")
        expect_left(panel, records=1, photos=1)
        server.limit_files()
        phone.tap("sync-now")
        phone.wait_for_chip("synced")
        expect(panel).to_contain_text("都已送到")
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]
        assert [row["fields"]["stored"] for row in records(author, "attachments")] == [True]


def test_a_station_that_is_down_changes_nothing_for_the_patroller(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    server.kill()
    case = work.open_case(phone, "平台关着", [1])
    panel = work.open_panel(phone)
    expect(panel).to_contain_text("有网就自动")
    expect_left(panel, records=1, photos=1)
    assert phone.chip() == ("waiting", 2)
    server.start()
    phone.tap("sync-now")
    phone.wait_for_chip("synced")
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]


def test_a_photo_that_was_cut_on_its_way_goes_on_where_it_was(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    phone.flight_mode(True)
    case = work.open_case(phone, "送到一半断了", [5])
    phone.flight_mode(False)
    phone.network.cut_after(60_000)
    phone.look()
    panel = work.open_panel(phone)
    expect_left(panel, records=0, photos=1)
    assert phone.chip() == ("waiting", 1)
    expect(panel.locator('[data-kind="photo"]')).to_have_attribute("data-state", "waiting")
    with reading(server, lina) as author:
        assert ids(author, "cases") == [case]
        [attachment] = records(author, "attachments")
        assert attachment["fields"].get("stored") is not True
        size = attachment["fields"]["bytes"]
    before = phone.network.sent
    phone.network.up()
    phone.tap("sync-now")
    phone.wait_for_chip("synced")
    assert size > 70_000
    assert phone.network.sent - before < size - 30_000
    with reading(server, lina) as author:
        assert fields(author, "attachments", attachment["record"])["stored"] is True
        view = author.request("GET", f"/api/attachments/{attachment['record']}?size=view")
        assert view.status == 200


def test_a_photo_has_not_arrived_before_the_station_has_looked_at_it(
    server: LiveServer, new_phone: NewPhone
) -> None:
    """Without its worker the station takes bytes and looks at none."""
    server.stop()
    server.options = ("--no-worker",)
    server.start()
    phone = new_phone("patroller")
    phone.sign_in(server.login("lina"))
    work.open_case(phone, "照片还没看", [6])
    panel = work.open_panel(phone)
    line = panel.locator('[data-kind="photo"]')
    expect(line).to_contain_text("平台正在收")
    expect(line).to_have_attribute("data-state", "waiting")
    expect_left(panel, records=0, photos=1)
    assert phone.chip() == ("waiting", 1)
    server.stop()
    server.options = ()
    server.start()
    with reading(server, server.login("lina")) as author:
        for _ in range(300):
            if records(author, "attachments")[0]["fields"].get("stored"):
                break
            phone.page.wait_for_timeout(200)
    phone.look()
    phone.wait_for_chip("synced")
    expect(line).to_contain_text("已送到")


def expect_left(panel: Locator, *, records: int, photos: int) -> None:
    """The panel names exactly what is still on the phone."""
    parts = [f"{records} 条记录"] if records else []
    parts += [f"{photos} 张照片"] if photos else []
    expect(panel).to_contain_text(f"还有 {'、'.join(parts)}在手机里")
