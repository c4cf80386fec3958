"""The station is lost and comes back from a backup: a phone fills in what it has, by itself, and says so."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.station import reading, records
from tests.live.gate import Gate, Said, problem
from tests.live.server import LiveServer
from tests.restore.station import Station


def test_what_was_sent_after_the_backup_comes_back_from_the_phone(
    server: LiveServer, new_phone: NewPhone, tmp_path: Path
) -> None:
    lina = server.login("lina")
    phone = new_phone("patroller")
    phone.sign_in(lina)
    before = work.open_case(phone, "备份之前记的", [1])
    phone.wait_for_chip("synced", 120)
    server.gridwalk("backup", str(tmp_path / "backup.zip"))
    after = work.open_case(phone, "备份之后记的", [2])
    phone.wait_for_chip("synced", 120)
    lose_and_restore(server, tmp_path / "backup.zip")

    answered = count()

    def answer_once(_: str, path: str, __: int) -> Said | None:
        if path == "/api/sync" and next(answered) == 0:
            return None
        return problem(503, "busy") if path.startswith(("/api/sync", "/api/uploads")) else None

    with Gate(server.port, answer_once) as gate:
        phone.network.lead_to(gate.port)
        phone.look()
        panel = work.open_panel(phone)
        # The phone knows of the station's new life, and that what it had sent is not there any more.
        expect(panel).to_contain_text("还有 1 条记录、1 张照片在手机里", timeout=120_000)
        assert phone.chip() == ("waiting", 2)
        gate.rule = lambda _, path, __: problem(503, "busy") if path.startswith("/api/uploads") else None
        phone.look()
        expect(panel).to_contain_text("还有 1 张照片在手机里", timeout=120_000)
        assert phone.chip() == ("waiting", 1)
        gate.rule = None
        phone.look()
        phone.wait_for_chip("synced", 120)
        expect(panel).to_contain_text("都已送到")
    with reading(server, lina) as author:
        found = {row["record"]: row["fields"]["text"] for row in records(author, "cases")}
        assert found == {before: "备份之前记的", after: "备份之后记的"}
        photos = records(author, "attachments")
        assert sorted(row["fields"]["parent"] for row in photos) == sorted([before, after])
        for row in photos:
            assert row["fields"]["stored"] is True
            assert author.request("GET", f"/api/attachments/{row['record']}?size=view").status == 200


def test_a_phone_that_signed_in_after_the_backup_signs_in_again_and_brings_its_work_back(
    server: LiveServer, new_phone: NewPhone, tmp_path: Path
) -> None:
    """With the session went what it had sent: both are younger than the backup."""
    lina = server.login("lina")
    server.gridwalk("backup", str(tmp_path / "backup.zip"))
    phone = new_phone("patroller")
    phone.sign_in(lina)
    sent = work.open_case(phone, "送到过又没了", [3])
    phone.wait_for_chip("synced", 120)
    phone.flight_mode(True)
    unsent = work.open_case(phone, "还没送的")
    lose_and_restore(server, tmp_path / "backup.zip")
    phone.flight_mode(False)
    expect(phone.handle("message")).to_have_attribute("data-code", "not_signed_in", timeout=120_000)
    expect(phone.handle("login")).to_have_value("lina")
    phone.sign_in(lina)
    phone.wait_for_chip("synced", 120)
    with reading(server, lina) as author:
        found = {row["record"]: row["fields"]["text"] for row in records(author, "cases")}
        assert found == {sent: "送到过又没了", unsent: "还没送的"}
        [photo] = records(author, "attachments")
        assert photo["fields"]["stored"] is True
        assert author.request("GET", f"/api/attachments/{photo['record']}?size=view").status == 200


def lose_and_restore(server: LiveServer, backup: Path) -> None:
    """Nothing is left of the station but its backup."""
    station = Station(server, None)
    station.stop()
    station.lose_the_machine()
    server.gridwalk("restore", str(backup))
    station.start()
