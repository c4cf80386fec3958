"""A resident without an account: from a building's QR code to an answer that holds."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import resident, work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import fields, reading, records
from tests.live.server import LiveServer

DRAIN = "楼下下水道堵了三天，一楼进水"


def poster_of(server: LiveServer) -> str:
    """The address behind the QR code of the first building of Li's grid."""
    return f"/report?at={server.login('lina')['area']}-01"


def browser_of(new_phone: NewPhone, name: str, path: str, locale: str = "zh-CN") -> Phone:
    """A phone that has never seen the app: its first page is this one."""
    phone = new_phone(name, locale=locale)
    phone.shut()
    phone.launch()
    phone.show(path)
    return phone


def test_a_report_by_qr_is_answered_said_not_solved_opened_again_and_closed(
    server: LiveServer, new_phone: NewPhone
) -> None:
    zhang = server.leader_of("lina")
    leader, worker = new_phone("leader"), new_phone("worker")
    leader.sign_in(zhang)
    worker.sign_in(server.login("wangqiang"))

    one = browser_of(new_phone, "resident", poster_of(server))
    expect(one.handle("poster-place")).to_contain_text("公明社区")
    resident.write_report(one, DRAIN, [1, 2])
    held = resident.send(one)
    expect(one.handle("photos")).to_have_attribute("data-state", "sent")
    one.tap("follow")
    expect(one.handle("stands")).to_contain_text("收到了")

    leader.tap("nav-today")
    leader.look()
    leader.handle("alert").filter(has_text=DRAIN).click()
    expect(leader.page.get_by_text("楼栋码").first).to_be_visible()
    expect(leader.page.locator('[data-testid="photo"][data-state="stored"]')).to_have_count(2)
    leader.tap("assign")
    with leader.saving():
        leader.handle("assignee").filter(has_text="王强").click()
    leader.wait_for_chip("synced")
    resident.expect_state(one, "taken")
    expect(one.handle("stands")).to_contain_text("网格员接了")

    worker.tap("nav-today")
    worker.look()
    worker.handle("alert").filter(has_text="派给您一件事").click()
    worker.flight_mode(True)
    work.write_note(worker, "四楼住户往下水道倒油")
    work.write_answer(worker, "已经疏通，请您看看")
    worker.flight_mode(False)
    worker.wait_for_chip("synced")

    resident.expect_state(one, "answered")
    expect(one.handle("answer")).to_have_text("已经疏通，请您看看")
    assert resident.steps(one) == ["received", "taken", "answered"]
    for hidden in ("王强", "四楼", zhang["name"]):
        expect(one.page.get_by_text(hidden)).to_have_count(0)
    one.handle("mark").nth(1).click()
    expect(one.handle("marked")).to_contain_text("2")
    one.tap("not-solved")
    one.handle("say-text").fill("今早又堵了")
    one.tap("say")
    expect(one.handle("stands")).to_have_attribute("data-state", "received")

    leader.tap("nav-today")
    leader.look()
    again = leader.handle("alert").filter(has_text="群众说没解决")
    expect(again).to_have_attribute("data-seen", "false")
    again.click()
    work.expect_entry(leader, "今早又堵了")
    work.expect_entry(leader, "已经疏通，请您看看")
    work.write_answer(leader, "换了一段管子，和您一起试过水")
    leader.wait_for_chip("synced")

    resident.open_matter(one, held)
    expect(one.handle("answer")).to_have_text("换了一段管子，和您一起试过水")
    assert resident.steps(one) == ["received", "taken", "answered", "rated", "reopened", "answered"]
    with reading(server, zhang) as reader:
        [case] = [row for row in records(reader, "cases") if row["fields"].get("channel") == "qr"]
        assert case["fields"]["status"] == "closed"
        kinds = [row["fields"]["kind"] for row in records(reader, "entries") if row["root"] == case["record"]]
        assert sorted(kinds) == ["answer", "answer", "not_solved", "note", "rating"]


def test_a_report_whose_answer_was_lost_is_sent_again_after_a_reload_and_is_one(
    server: LiveServer, new_phone: NewPhone
) -> None:
    one = browser_of(new_phone, "resident", "/report")
    resident.choose_building(one, "公明街道", "富豪花园C区")
    resident.write_report(one, DRAIN)
    one.handle("report-phone").fill("13800138000")
    # It arrives, and its answer does not.
    one.page.route("**/api/public/matters", lambda route: (route.fetch(), route.abort())[1])
    one.tap("send")
    expect(one.handle("message")).to_contain_text("不会变成两件")
    one.page.unroute("**/api/public/matters")
    one.show("/report")
    expect(one.handle("report-text")).to_have_value(DRAIN)
    expect(one.handle("report-text")).to_be_disabled()
    held = resident.send(one)
    resident.open_matter(one, resident.Code(held.code, "8000"))
    with reading(server, server.leader_of("lina")) as reader:
        assert [row["fields"]["text"] for row in records(reader, "cases")].count(DRAIN) == 1
        [reporter] = records(reader, "reporters")
        assert reporter["fields"]["phone"] == "13800138000"
    with reading(server, server.login("lina")) as patroller:
        assert records(patroller, "reporters") == []


def test_what_was_written_survives_a_reload_and_what_is_missing_is_said(
    server: LiveServer, new_phone: NewPhone
) -> None:
    one = browser_of(new_phone, "resident", "/report")
    expect(one.handle("street")).to_be_visible()
    one.tap("send")
    expect(one.handle("field-error")).to_have_count(2)
    one.handle("report-text").fill(DRAIN)
    one.handle("street").select_option(label="公明街道")
    expect(one.handle("building")).to_be_visible()
    one.show("/report")
    expect(one.handle("report-text")).to_have_value(DRAIN)
    expect(one.handle("building")).to_be_visible()
    one.tap("language")
    expect(one.page.locator("html")).to_have_attribute("lang", "en")
    expect(one.handle("send")).to_have_text("Send")
    expect(one.handle("report-text")).to_have_value(DRAIN)


def test_the_app_on_the_same_phone_leaves_the_residents_pages_alone(
    server: LiveServer, new_phone: NewPhone
) -> None:
    phone = new_phone("both")
    phone.sign_in(server.login("lina"))
    phone.page.evaluate("navigator.serviceWorker.ready")
    phone.show("/report")
    expect(phone.handle("report")).to_be_visible()
    phone.show("/track")
    expect(phone.handle("track")).to_be_visible()
    phone.show("/")
    phone.wait_for_chip("synced")


def test_a_leader_takes_a_matter_down_by_phone_and_reads_out_its_code(
    server: LiveServer, new_phone: NewPhone
) -> None:
    zhang = server.leader_of("lina")
    leader = new_phone("leader")
    leader.sign_in(zhang)
    leader.tap("new-case")
    leader.handle("case-text").fill("想问问低保怎么办")
    work.choose(leader, "hotline")
    leader.handle("reporter-name").fill("陈女士")
    with leader.saving():
        leader.tap("save")
    leader.wait_for_chip("synced")
    expect(leader.handle("reporter")).to_contain_text("陈女士")
    leader.tap("matter-code")
    leader.tap("make-code")
    code = leader.handle("made-code").get_attribute("data-code") or ""
    digits = leader.handle("made-digits").inner_text()
    one = browser_of(new_phone, "resident", "/track")
    resident.open_matter(one, resident.Code(code, digits))
    expect(one.handle("stands")).to_have_attribute("data-state", "received")
    with reading(server, zhang) as reader:
        case = next(one for one in records(reader, "cases") if one["fields"]["text"] == "想问问低保怎么办")
        assert case["fields"]["channel"] == "hotline"
        assert "陈女士" not in str(fields(reader, "cases", case["record"]))
