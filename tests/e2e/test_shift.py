"""A patroller's whole shift without a network, and everything arrives."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import Phone
from tests.e2e.station import ids, reading, records
from tests.live.server import LiveServer

INSPECTIONS = 40
PROBLEMS = 20
CASES = 5


def test_forty_inspections_sixty_photos_and_five_mediations_arrive_once(
    server: LiveServer, new_phone: NewPhone
) -> None:
    lina, leader = server.login("lina"), server.leader_of("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    phone.flight_mode(True)

    inspections, cases, entries, photos = set(), [], [], 0
    work.start_daily_round(phone)
    first_half = INSPECTIONS // 2
    for number in range(first_half):
        inspections.add(inspect(phone, number))
        photos += 2 if number % 2 else 0
    phone.expect_waiting(1 + first_half + photos)

    phone.kill()
    phone.open()
    phone.expect_waiting(1 + first_half + photos)
    for number in range(first_half, INSPECTIONS):
        if number == 30:
            work.finish_round(phone)
            work.start_daily_round(phone)
        inspections.add(inspect(phone, number))
        photos += 2 if number % 2 else 0
    assert len(inspections) == INSPECTIONS

    for number in range(CASES):
        case = work.open_case(
            phone, f"邻里纠纷 {number}:楼上漏水", [1_000 + number * 4 + one for one in range(4)]
        )
        photos += 4
        work.see_case(phone, case)
        entries.append(
            work.write_mediation(phone, [f"要赔偿 {number}", f"愿意修 {number}"], f"周三前修好 {number}")
        )
        cases.append(case)
        if number == 2:
            phone.kill()
            phone.open()
    assert photos == 60
    rounds = 2
    made = rounds + INSPECTIONS + CASES + len(entries) + photos
    phone.expect_waiting(made)
    assert phone.chip()[0] in ("waiting", "offline")

    phone.flight_mode(False)
    phone.wait_for_chip("synced", 300)
    assert phone.chip() == ("synced", 0)
    assert_arrived_once(server, leader, inspections, cases, entries)

    watching = new_phone("leader")
    watching.sign_in(leader)
    work.see_case(watching, cases[-1])
    expect(watching.page.get_by_text("周三前修好 4").first).to_be_visible()
    expect(watching.handle("photo")).to_have_count(4)


def inspect(phone: Phone, number: int) -> str:
    """The odd ones have a problem, two photos and words."""
    work.open_next_place(phone)
    if number % 2 == 0:
        return work.find_fine(phone)
    return work.find_problem(phone, f"通道堵了 {number}", [number * 2, number * 2 + 1])


def assert_arrived_once(
    server: LiveServer, leader: dict[str, Any], inspections: set[str], cases: list[str], entries: list[str]
) -> None:
    """Everything is at the server exactly once, and each photo's bytes are the ones that were described."""
    with reading(server, leader) as client:
        assert set(ids(client, "inspections")) == inspections
        assert set(cases) <= set(ids(client, "cases"))
        assert set(ids(client, "entries")) == set(entries)
        attachments = records(client, "attachments")
        parents = Counter(each["fields"]["parent"] for each in attachments)
        assert sorted(parents.values()) == [2] * PROBLEMS + [4] * CASES
        assert all(each["fields"]["stored"] for each in attachments)
        hashes = {each["fields"]["blob"] for each in attachments}
        assert len(hashes) == len(attachments) == 60
        assert stored_hashes(server) >= hashes
        view = client.request("GET", f"/api/attachments/{attachments[0]['record']}?size=view")
        assert view.status == 200
        assert len(view.body) > 1_000


def stored_hashes(server: LiveServer) -> set[str]:
    """The SHA-256 of every file in the server's blob folder, computed from its bytes."""
    files = [path for path in (server.data_dir / "blobs").rglob("*") if path.is_file()]
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_panel_names_every_record_that_waits(server: LiveServer, new_phone: NewPhone) -> None:
    phone = new_phone("patroller")
    phone.sign_in(server.login("lina"))
    phone.flight_mode(True)
    work.open_case(phone, "消防通道堵塞", [7])
    phone.tap("sync-chip")
    expect(phone.handle("sync-panel")).to_be_visible()
    lines = phone.handle("sync-line")
    expect(lines).to_have_count(2)
    with phone.page.expect_download() as download:
        phone.tap("export-unsent")
    exported = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert "消防通道堵塞" in json.dumps(exported, ensure_ascii=False)
    phone.flight_mode(False)
    phone.tap("sync-now")
    phone.wait_for_chip("synced")
