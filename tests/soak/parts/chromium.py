"""The phone under stress, in a real Chromium: killed, full, and with several senders."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e import work
from tests.e2e.kills import faults, kill_after_saved
from tests.e2e.phone import Phone
from tests.e2e.senders import Senders, ask_all
from tests.e2e.space import fill_up, refuse_photo, reopen_with
from tests.e2e.station import reading, records
from tests.live.gate import Gate
from tests.live.network import Network
from tests.live.server import ROOT, LiveServer, live_server
from tests.soak.part import Line, times

TITLE = "The phone under stress, in a real Chromium"
KILLS, ROUNDS, REFUSALS = 100, 50, 20
SEED = 20261123


def run(scale: float) -> Iterator[Line]:
    """A hundred kills, fifty rounds of two tabs and the service worker, twenty photos on a full phone."""
    found = subprocess.run([ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=True)
    chromium = found.stdout.strip()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(live_server(folder / "server"))
        playwright = stack.enter_context(sync_playwright())

        def phone(name: str) -> Phone:
            network = stack.enter_context(Network(server.port))
            return stack.enter_context(Phone(playwright, chromium, folder / name, network))

        yield killed(phone("killed"), server, times(KILLS, scale))
        yield sending(phone("tabs"), server, times(ROUNDS, scale))
        yield full(phone("full"), server, times(REFUSALS, scale))


def killed(phone: Phone, server: LiveServer, count: int) -> Line:
    """Each kill 0 to 50 ms after "saved"."""
    lina = server.login("lina")
    phone.sign_in(lina)
    phone.network.down()
    said = kill_after_saved(phone, count, SEED)
    phone.open()
    phone.wait_for_chip("synced", 300)
    with reading(server, lina) as author:
        wrong = faults(said, records(author, "cases"), records(author, "attachments"))
    phone.shut()
    seen = f"{count} saved with {said.photos} photos, {len(wrong)} faults, seed {SEED}"
    return Line(
        f"SIGKILL 0–50 ms after “saved”, {count} times",
        "everything arrives once",
        "; ".join([seen, *wrong[:5]]),
        not wrong,
    )


def sending(phone: Phone, server: LiveServer, rounds: int) -> Line:
    """Two tabs and the service worker, all asked at once."""
    phone.sign_in(server.login("wangqiang"))
    senders = Senders()
    with Gate(server.port) as gate:
        gate.watch = senders
        phone.network.lead_to(gate.port)
        saved = ask_all(phone, rounds)
    with reading(server, server.login("wangqiang")) as author:
        there = {row["record"] for row in records(author, "cases")}
    phone.shut()
    return Line(
        f"two tabs and the service worker ask at once, {rounds} times",
        "one sender at a time",
        f"{senders.count} syncs, at most {senders.most} at once, {len(set(saved) - there)} missing",
        senders.most == 1 and set(saved) <= there,
    )


def full(phone: Phone, server: LiveServer, count: int) -> Line:
    """From the choice of the photo to the message on the screen."""
    phone.sign_in(server.login("chenjing"))
    work.open_case(phone, "手机没满时记的")
    phone.wait_for_chip("synced")
    phone.network.down()
    reopen_with(phone, more=400_000)
    fill_up(phone)
    took = sorted(refuse_photo(phone, f"满了以后记的第{number}件") for number in range(count))
    phone.shut()
    return Line(
        f"a photo on a full phone, {count} times",
        "refused in words within 1 s (median), the text stays",
        f"median {statistics.median(took):.0f} ms, slowest {took[-1]:.0f} ms",
        statistics.median(took) <= 1_000,
    )
