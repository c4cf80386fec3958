"""What the station did not take: handed to the leader without a network, or put right in its form."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import fields, reading, records, texts
from tests.live.server import LiveServer

LATE = "物业换了阀门,和住户当面说过了"
WAIT = 60_000
"""A busy machine takes its time."""


def test_a_refused_entry_is_handed_over_offline_taken_over_by_the_leader_and_seen_settled_by_its_author(
    server: LiveServer, new_phone: NewPhone
) -> None:
    zhang = server.leader_of("lina")
    author, leader = new_phone("author"), new_phone("leader")
    author.sign_in(server.login("lina"))
    leader.sign_in(zhang)
    case = work.open_case(author, "水管阀门漏水")
    author.wait_for_chip("synced", 60)
    refused_answer(author, leader, case)

    author.flight_mode(True)
    panel = work.open_panel(author)
    expect(panel.get_by_test_id("refused")).to_contain_text(LATE)
    panel.get_by_test_id("begin-hand-over").click()
    panel.get_by_test_id("handover-note").fill("楼下还有点湿,请您看看")
    with author.saving():
        panel.get_by_test_id("hand-over").click()
    expect(panel.get_by_test_id("refused")).to_have_count(0)
    expect(panel.get_by_test_id("handover")).to_have_attribute("data-outcome", "open")
    work.close_panel(author)
    later = work.open_case(author, "单元门关不上")
    author.flight_mode(False)
    author.wait_for_chip("synced", 60)

    leader.tap("nav-today")
    leader.look()
    row = leader.handle("handover")
    expect(row).to_contain_text("李娜", timeout=WAIT)
    with reading(server, server.login("wangqiang")) as colleague:
        assert records(colleague, "handovers") == []
    with reading(server, zhang) as reader:
        assert fields(reader, "cases", later)["text"] == "单元门关不上"
        [handed] = records(reader, "handovers")
        assert handed["fields"]["content"]["text"] == LATE
        assert handed["fields"]["code"] == "case_closed"
    row.click()
    for words in (LATE, "楼下还有点湿,请您看看", "已经结案", "电话"):
        expect(leader.page.get_by_text(words).first).to_be_visible()
    expect(leader.handle("photo")).to_have_count(1, timeout=WAIT)
    leader.tap("take-over")
    expect(leader.handle("filled")).to_be_visible()
    expect(leader.handle("entry-text")).to_have_value(LATE)
    with leader.saving():
        leader.tap("save")
    leader.wait_for_chip("synced", 60)
    leader.tap("nav-today")
    expect(leader.handle("handover")).to_have_count(0)
    with reading(server, zhang) as reader:
        assert LATE in texts(reader, "entries", case)
        assert fields(reader, "cases", case)["status"] == "closed"

    author.tap("nav-today")
    author.look()
    alert = author.handle("alert").filter(has_text="回音")
    expect(alert).to_have_attribute("data-seen", "false", timeout=WAIT)
    alert.click()
    state = author.handle("handover-state")
    expect(state).to_have_attribute("data-outcome", "taken")
    expect(state).to_contain_text("张伟")
    author.tap("made")
    work.expect_entry(author, LATE)


def test_a_refused_case_is_put_right_in_its_form_while_everything_else_goes_on(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina = server.login("lina")
    phone = new_phone("phone")
    phone.sign_in(lina)
    phone.flight_mode(True)
    wrong = work.open_case(phone, "天台门锁坏了", photos=[3])
    other = work.open_case(phone, "路灯不亮")
    spoil(phone, wrong)
    phone.flight_mode(False)
    phone.wait_for_chip("attention", 60)

    panel = work.open_panel(phone)
    expect(panel.get_by_test_id("refused")).to_contain_text("天台门锁坏了")
    phone.tap("aside")
    expect(panel.get_by_test_id("refused")).to_have_count(0)
    with reading(server, lina) as reader:
        assert fields(reader, "cases", other)["text"] == "路灯不亮"
        assert [row["record"] for row in records(reader, "cases") if row["record"] == wrong] == []
    phone.tap("aside")
    panel.get_by_test_id("correct").click()
    expect(phone.handle("filled")).to_be_visible()
    expect(phone.handle("case-text")).to_have_value("天台门锁坏了")
    phone.tap("more-fields")
    work.choose(phone, "ordinary")
    with phone.saving():
        phone.tap("save")
    phone.wait_for_chip("synced", 60)
    with reading(server, lina) as reader:
        case = fields(reader, "cases", wrong)
        assert (case["text"], case["severity"]) == ("天台门锁坏了", "ordinary")
        [photo] = records(reader, "attachments")
        assert (photo["fields"]["parent"], photo["fields"]["stored"]) == (wrong, True)
        assert [row["fields"]["settled"] for row in records(reader, "attention")] == ["corrected"]


def refused_answer(author: Phone, leader: Phone, case: str) -> None:
    """The author answers without a network, with a photo; the leader was faster, so the case is closed."""
    author.flight_mode(True)
    author.tap("answer-case")
    author.handle("entry-text").fill(LATE)
    work.choose(author, "phone")
    work.add_photos(author, [7])
    with author.saving():
        author.tap("save")
    work.await_case(leader, case)
    work.see_case(leader, case)
    work.write_answer(leader, "昨天已答复")
    leader.wait_for_chip("synced", 60)
    author.flight_mode(False)
    author.wait_for_chip("attention", 60)


def spoil(phone: Phone, record: str) -> None:
    """As an app of another version might have written it: with a choice that the station does not know."""
    phone.page.evaluate(
        """async record => {
          const all = await indexedDB.databases();
          const name = all.map(one => one.name).find(one => one.length === 'gridwalk-'.length + 36);
          const db = await new Promise((done, fail) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => done(opening.result);
            opening.onerror = () => fail(opening.error);
          });
          const tx = db.transaction('outbox', 'readwrite');
          const rows = tx.objectStore('outbox');
          await new Promise((done, fail) => {
            rows.getAll().onsuccess = event => {
              for (const row of event.target.result) {
                if (row.record === record) row.mutation.fields.severity = 'apocalyptic';
                rows.put(row);
              }
            };
            tx.oncomplete = done;
            tx.onerror = () => fail(tx.error);
          });
          db.close();
        }""",
        record,
    )
