"""Two patrollers change the same case without a network: nothing is lost, and the later one is asked."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import fields, reading, records, texts
from tests.live.client import Client
from tests.live.server import LiveServer


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_who_change_a_case_offline_keep_both_notes_and_the_later_one_is_asked(
    server: LiveServer, new_phone: NewPhone, choice: str
) -> None:
    lina, wang = server.login("lina"), server.login("wangqiang")
    first, later = new_phone("first"), new_phone("later")
    first.sign_in(lina)
    later.sign_in(wang)
    case = work.open_case(first, "3单元楼道漏水")
    first.wait_for_chip("synced")
    work.await_case(later, case)

    write_offline(first, case, "李娜:和物业约了下午", severity="minor", address="3单元一楼")
    write_offline(later, case, "王强:楼上在装修", severity="severe", address="3单元二楼")
    first.flight_mode(False)
    first.wait_for_chip("synced")
    later.flight_mode(False)
    later.wait_for_chip("attention")

    assert later.chip()[1] == 0
    work.see_case(later, case)
    notice = later.handle("conflict")
    for value in ("轻微", "重大", "3单元一楼", "3单元二楼", "李娜"):
        expect(notice).to_contain_text(value)
    assert_kept(server, case, severity="severe", address="3单元二楼")
    leader = server.leader_of("lina")
    with reading(server, leader) as client:
        assert fields(client, "cases", case)["severity"] == "minor"

    for left in (2, 1):
        expect(later.handle("dispute")).to_have_count(left)
        later.tap(f"use-{choice}")
    expect(notice).to_have_count(0)
    later.wait_for_chip("synced")
    severity, address = ("severe", "3单元二楼") if choice == "mine" else ("minor", "3单元一楼")
    with reading(server, leader) as client:
        case_fields = fields(client, "cases", case)
        assert (case_fields["severity"], case_fields["address"]) == (severity, address)
        assert texts(client, "entries", case) == ["李娜:和物业约了下午", "王强:楼上在装修"]
        with reading(server, wang) as author:
            assert [row["fields"]["settled"] for row in records(author, "attention")] == [choice]

    watching = new_phone("leader")
    watching.sign_in(leader)
    for phone in (first, later, watching):
        work.await_case(phone, case)
        work.see_case(phone, case)
        for note in ("李娜:和物业约了下午", "王强:楼上在装修"):
            work.expect_entry(phone, note)
        expect(phone.page.get_by_text(address).first).to_be_visible()
        assert phone.chip() == ("synced", 0)


def test_two_texts_become_one_that_their_later_author_edits_and_each_field_is_settled_by_itself(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina, wang = server.login("lina"), server.login("wangqiang")
    first, later = new_phone("first"), new_phone("later")
    first.sign_in(lina)
    later.sign_in(wang)
    case = work.open_case(first, "3单元楼道漏水。")
    first.wait_for_chip("synced", 60)
    work.await_case(later, case)
    rewrite_offline(first, case, "3单元楼道漏水。物业看过,是二楼水管。", "minor")
    rewrite_offline(later, case, "3单元楼道漏水。一楼电表箱进水了。", "severe")
    first.flight_mode(False)
    first.wait_for_chip("synced", 60)
    later.flight_mode(False)
    later.wait_for_chip("attention", 60)

    later.flight_mode(True)
    work.see_case(later, case)
    dispute = later.page.locator('[data-testid="dispute"][data-field="text"]')
    dispute.get_by_test_id("merge").click()
    merged = dispute.get_by_test_id("merged-text")
    whole = "3单元楼道漏水。物业看过,是二楼水管。一楼电表箱进水了。"
    expect(merged).to_have_value(whole)
    merged.fill(f"{whole}已拉闸。")
    with later.saving():
        dispute.get_by_test_id("use-merged").click()
    expect(dispute).to_have_count(0)
    severity = later.page.locator('[data-testid="dispute"][data-field="severity"]')
    expect(severity).to_be_visible()
    later.flight_mode(False)
    with reading(server, wang) as author:
        wait_for(author, case, "text", f"{whole}已拉闸。")
        assert fields(author, "cases", case)["severity"] == "minor"
        [open_still] = records(author, "attention")
        assert open_still["fields"].get("settled") is None
    severity.get_by_test_id("use-theirs").click()
    later.wait_for_chip("synced", 60)
    with reading(server, wang) as author:
        case_fields = fields(author, "cases", case)
        assert (case_fields["text"], case_fields["severity"]) == (f"{whole}已拉闸。", "minor")
        [attention] = [row["fields"] for row in records(author, "attention")]
        assert attention["settled"] == "merged"
        settled = {one["field"]: one["how"] for one in attention["fields_settled"]}
        assert settled == {"text": "merged", "severity": "theirs"}


def rewrite_offline(phone: Phone, case: str, text: str, severity: str) -> None:
    phone.flight_mode(True)
    work.see_case(phone, case)
    phone.tap("edit-case")
    phone.handle("case-text").fill(text)
    work.choose(phone, severity)
    with phone.saving():
        phone.tap("save")
    expect(phone.handle("add-entry")).to_be_visible()


def wait_for(reader: Client, case: str, field: str, value: str) -> None:
    """The station has it, sooner or later."""
    end = time.monotonic() + 60
    while fields(reader, "cases", case)[field] != value:
        assert time.monotonic() < end, fields(reader, "cases", case)
        time.sleep(0.2)


def write_offline(phone: Phone, case: str, note: str, *, severity: str, address: str) -> None:
    phone.flight_mode(True)
    work.see_case(phone, case)
    work.write_note(phone, note)
    expect(phone.handle("edit-case")).to_be_visible()
    work.change_case(phone, severity=severity, address=address)
    phone.expect_waiting(2)


def assert_kept(server: LiveServer, case: str, **values: str) -> None:
    """What the later one wrote is at the server word for word, for them and for their leader."""
    wang = server.login("wangqiang")
    with reading(server, wang) as author:
        [attention] = records(author, "attention")
        assert attention["fields"]["kind"] == "conflict"
        assert {one["field"]: one["yours"] for one in attention["fields"]["conflicts"]} == values
        mutation = attention["fields"]["mutation"]
        own = author.request("GET", f"/api/mutations/{mutation}")
        assert own.status == 200
        assert own.json()["body"]["record"] == case
        assert own.json()["body"]["fields"] == values
        assert own.json()["receipt"]["outcome"] == "conflict"
    with reading(server, server.leader_of("lina")) as leader:
        assert leader.request("GET", f"/api/mutations/{mutation}").json()["body"]["fields"] == values
    with reading(server, server.login("chenjing")) as stranger:
        assert stranger.request("GET", f"/api/mutations/{mutation}").status == 404
