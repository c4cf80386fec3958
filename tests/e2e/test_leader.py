"""A leader sees what comes in, gives it to somebody by one tap, answers and closes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import fields, reading, records, texts
from tests.live.server import LiveServer


def test_a_case_goes_from_patroller_to_leader_to_patroller_and_is_answered(
    server: LiveServer, new_phone: NewPhone
) -> None:
    zhang = server.leader_of("lina")
    finder, leader, worker = new_phone("finder"), new_phone("leader"), new_phone("worker")
    finder.sign_in(server.login("lina"))
    leader.sign_in(zhang)
    worker.sign_in(server.login("wangqiang"))
    case = work.open_case(finder, "3栋化粪池堵了")
    finder.wait_for_chip("synced")

    leader.tap("nav-today")
    leader.look()
    expect(work.case_row(leader, case)).to_be_visible()
    alert = leader.handle("alert").filter(has_text="3栋化粪池堵了")
    expect(alert).to_have_attribute("data-seen", "false")
    alert.click()
    leader.tap("assign")
    with leader.saving():
        leader.handle("assignee").filter(has_text="王强").click()
    expect(leader.handle("assign")).to_contain_text("王强")
    leader.wait_for_chip("synced")

    worker.tap("nav-today")
    worker.look()
    alert = worker.handle("alert").filter(has_text="派给您一件事")
    expect(alert).to_have_attribute("data-seen", "false")
    alert.click()
    expect(worker.page.get_by_text("3栋化粪池堵了").first).to_be_visible()
    work.write_note(worker, "叫了疏通车,下午到")
    worker.tap("nav-today")
    expect(alert).to_have_attribute("data-seen", "true")
    worker.wait_for_chip("synced")

    leader.look()
    work.expect_entry(leader, "叫了疏通车,下午到")
    leader.tap("answer-case")
    leader.tap("save")
    expect(leader.handle("field-error")).to_contain_text("结案要有答复")
    with reading(server, zhang) as reader:
        assert fields(reader, "cases", case)["status"] == "open"
    leader.handle("entry-text").fill("已疏通,和住户当面看过")
    work.choose(leader, "phone")
    with leader.saving() as saved:
        leader.tap("save")
    leader.wait_for_chip("synced")
    expect(leader.page.get_by_text("已办结").first).to_be_visible()
    expect(leader.handle("answer-case")).to_have_count(0)
    with reading(server, zhang) as reader:
        closed = fields(reader, "cases", case)
        assert (closed["status"], closed["answer"]) == ("closed", saved[-1])
        answer = fields(reader, "entries", saved[-1])
        assert (answer["text"], answer["answer_channel"]) == ("已疏通,和住户当面看过", "phone")
        assert answer["answered_at"]
        assert closed["assignee"] != closed["author"]

    finder.look()
    finder.tap("nav-cases")
    finder.tap("filter-closed")
    expect(work.case_row(finder, case)).to_be_visible()


def test_a_late_note_reaches_a_closed_case_and_does_not_reopen_it(
    server: LiveServer, new_phone: NewPhone
) -> None:
    zhang = server.leader_of("lina")
    patroller, leader = new_phone("patroller"), new_phone("leader")
    patroller.sign_in(server.login("lina"))
    leader.sign_in(zhang)
    case = work.open_case(patroller, "楼道灯坏了")
    patroller.wait_for_chip("synced")
    patroller.flight_mode(True)
    work.write_note(patroller, "晚上又去看了一次")
    work.await_case(leader, case)
    work.see_case(leader, case)
    work.write_answer(leader, "电工已换好")
    leader.wait_for_chip("synced")

    patroller.flight_mode(False)
    patroller.wait_for_chip("synced")
    leader.look()
    for phone in (patroller, leader):
        work.expect_entry(phone, "晚上又去看了一次")
        work.expect_entry(phone, "电工已换好")
        expect(phone.page.get_by_text("已办结").first).to_be_visible()
    with reading(server, zhang) as reader:
        assert fields(reader, "cases", case)["status"] == "closed"
        assert texts(reader, "entries", case) == ["晚上又去看了一次", "电工已换好"]


def test_somebody_with_two_posts_changes_between_them_by_one_tap(
    server: LiveServer, new_phone: NewPhone
) -> None:
    liu = server.login("liuyang")
    phone = new_phone("two-posts")
    phone.sign_in(liu)
    phone.tap("nav-me")
    phone.handle("assignment").filter(has_text="网格员").click()
    expect_post(phone, "网格员")
    case = work.open_case(phone, "两家为停车吵架")
    phone.wait_for_chip("synced")
    phone.tap("nav-me")
    phone.handle("assignment").filter(has_text="人民调解员").click()
    expect_post(phone, "人民调解员")
    phone.tap("nav-cases")
    phone.tap("filter-grid")
    work.case_row(phone, case).click()
    entry = work.write_mediation(phone, ["要固定车位", "先到先停"], "每周轮换")
    phone.wait_for_chip("synced")
    phone.kill()
    phone.open()
    expect_post(phone, "人民调解员")
    phone.handle("assignment").filter(has_text="网格员").click()
    expect_post(phone, "网格员")
    with reading(server, liu) as author:
        assert fields(author, "cases", case)["author"] == author.assignment("patroller")["id"]
        [mediation] = records(author, "entries")
        assert mediation["record"] == entry
        assert mediation["fields"]["author"] == author.assignment("mediator")["id"]


def expect_post(phone: Phone, role: str) -> None:
    """My page shows the post that is worked in, and the others to tap."""
    phone.tap("nav-me")
    pressed = phone.page.locator('[data-testid="assignment"][aria-pressed="true"]')
    expect(pressed).to_contain_text(role)
