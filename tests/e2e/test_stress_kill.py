"""What was called saved arrives once, although the browser was killed a moment later."""

from __future__ import annotations

from tests.e2e.conftest import NewPhone
from tests.e2e.kills import faults, kill_after_saved
from tests.e2e.station import reading, records
from tests.live.server import LiveServer

KILLS = 6


def test_what_was_saved_right_before_a_kill_arrives_once(server: LiveServer, new_phone: NewPhone) -> None:
    lina = server.login("lina")
    phone = new_phone("killed")
    phone.sign_in(lina)
    phone.network.down()
    said = kill_after_saved(phone, KILLS, seed=5)
    phone.open()
    phone.wait_for_chip("synced")
    with reading(server, lina) as author:
        wrong = faults(said, records(author, "cases"), records(author, "attachments"))
    assert not wrong, f"seed {said.seed}: {wrong}"
