"""However many tabs are open, and whatever the service worker does, one of them sends at a time."""

from __future__ import annotations

from tests.e2e import work
from tests.e2e.conftest import NewPhone
from tests.e2e.phone import PATIENCE_S
from tests.e2e.senders import SYNC, Senders, Worker, ask_all
from tests.e2e.station import ids, reading
from tests.live.gate import Gate, problem
from tests.live.server import LiveServer

ROUNDS = 4


def test_two_tabs_and_the_service_worker_send_one_at_a_time(server: LiveServer, new_phone: NewPhone) -> None:
    lina = server.login("lina")
    phone = new_phone("two tabs")
    phone.sign_in(lina)
    senders = Senders()
    with Gate(server.port) as gate:
        gate.watch = senders
        phone.network.lead_to(gate.port)
        saved = ask_all(phone, ROUNDS)
        assert senders.most == 1
        assert senders.count >= 2 * ROUNDS
    with reading(server, lina) as author:
        assert sorted(ids(author, "cases")) == sorted(saved)


def test_the_service_worker_sends_when_no_page_is_open(server: LiveServer, new_phone: NewPhone) -> None:
    lina = server.login("lina")
    phone = new_phone("no page")
    phone.sign_in(lina)
    busy = problem(503, "unavailable", **{"Retry-After": "3600"})
    with Gate(server.port, lambda _, path, __: busy if path == SYNC else None) as gate:
        phone.network.lead_to(gate.port)
        case = work.open_case(phone, "关掉之后才有网")
        phone.expect_waiting(1)
        phone.page.goto("about:blank")
        gate.rule = None
        worker = Worker(phone)
        with reading(server, lina) as author:
            assert ids(author, "cases") == []
            worker.send()
            for _ in range(PATIENCE_S * 5):
                if ids(author, "cases"):
                    break
                phone.page.wait_for_timeout(200)
            assert ids(author, "cases") == [case]
