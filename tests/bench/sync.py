"""What sync costs over HTTP, with the real `cases` schema, policy and rules."""

from __future__ import annotations

import json
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from tests.bench.cases import case_fields, mutation, pull_all, push_body
from tests.bench.table import Row
from tests.live.client import Client
from tests.live.server import GRIDWALK, ROOT, LiveServer

BATCH = 200
RECORDS = 1_000
PHONES = 50
PATROLLERS = 6
"""Two in each of the demo's three grids."""
STREAMS = 56
PULLED = 10_000


class Pusher:
    """A signed-in patroller that makes cases in their own grid."""

    def __init__(self, server: LiveServer, role: str = "patroller", number: int = 0) -> None:
        person = server.person(role, number)
        self.client = Client(server.url).sign_in(person["login"], person["password"])
        self.assignment = self.client.assignment(role)
        schema = self.client.request("GET", "/api/schema").json()
        self._schema = schema["collections"]["cases"]["schema"]

    def mutations(self, count: int, area: str | None = None) -> list[dict[str, Any]]:
        fields = case_fields(area or self.assignment["area"])
        return [mutation(self.client, self.assignment, fields, self._schema) for _ in range(count)]

    def push(self, body: bytes) -> None:
        """Sends a prepared request and makes sure that every mutation in it was applied."""
        answer = self.client.request("POST", "/api/sync", body)
        receipts = answer.json().get("receipts") if answer.status == 200 else None
        if not receipts or any(receipt["outcome"] != "applied" for receipt in receipts):
            raise RuntimeError(answer.body[:2000].decode(errors="replace"))


def bodies(pusher: Pusher, records: int, batch: int) -> list[bytes]:
    """Requests of `batch` new cases each, without changes in the answer's way: they ask for one line."""
    cursors = pull_all(pusher.client)
    return [
        json.dumps(push_body(pusher.client, pusher.mutations(batch), cursors, 1), ensure_ascii=False).encode()
        for _ in range(records // batch)
    ]


def push_rate(server: LiveServer, where: str, bound: float, runs: int = 7) -> Row:
    """Records a second that one phone pushes in batches of 200, each durable before it is answered."""
    pusher = Pusher(server)
    rates = []
    for _ in range(runs + 1):
        requests = bodies(pusher, RECORDS, BATCH)
        began = time.perf_counter()
        for body in requests:
            pusher.push(body)
        rates.append(RECORDS / (time.perf_counter() - began))
    # The first run warms the process up and is not counted.
    return Row(
        f"push of 1,000 new cases of 650 B in batches of 200, {where}",
        statistics.median(rates[1:]),
        "records/s",
        bound,
        "more",
    )


def pull_time(server: LiveServer, where: str, bound: float, runs: int = 7) -> Row:
    """Seconds for a first sync of 10,000 records, before compression."""
    pusher = Pusher(server)
    held = pulled(pusher.client)[0]
    for body in bodies(pusher, max(0, PULLED - held + BATCH), BATCH):
        pusher.push(body)
    spent = []
    for _ in range(runs):
        began = time.perf_counter()
        pulled(pusher.client, PULLED)
        spent.append(time.perf_counter() - began)
    return Row(f"pull of 10,000 records, {where}", statistics.median(spent), "s", bound, "less")


def pulled(client: Client, enough: int | None = None) -> tuple[int, int]:
    """A first sync of at least `enough` records (all of them unless told): records and bytes."""
    cursors: dict[str, int] = {}
    records = size = 0
    while True:
        body = push_body(client, [], cursors)
        answer = client.request("POST", "/api/sync", body)
        size += answer.received
        # Counted without parsing megabytes inside the measurement.
        records += answer.body.count(b'"collection":')
        tail = json.loads(b"{" + answer.body[answer.body.rindex(b'"cursors"') :])
        cursors.update(tail["cursors"])
        if not tail["more"] or (enough and records >= enough):
            return records, size


def one_change(server: LiveServer, where: str, runs: int = 60) -> list[Row]:
    """One changed case for someone with 56 streams: its bytes each way, the server's own time."""
    secretary = server.person("community_secretary")
    person = Client(server.url).sign_in(secretary["login"], secretary["password"])
    widen(server, secretary["login"], person)
    pusher = Pusher(server, "community_secretary")
    asked = push_body(pusher.client, [], {}, 1) | {"scope": None}
    answer = pusher.client.request("POST", "/api/sync", asked).json()
    streams, pusher.client.scope = len(answer["streams"]), answer["scope"]
    if streams < STREAMS:
        raise RuntimeError(f"only {streams} streams")
    grid = server.person("patroller")
    area = Client(server.url).sign_in(grid["login"], grid["password"]).assignment("patroller")["area"]
    cursors = dict.fromkeys(answer["streams"], 812) | pull_all(pusher.client)
    sent, received = [], []
    for _ in range(runs):
        body = push_body(pusher.client, pusher.mutations(1, area), cursors)
        answer_ = pusher.client.request("POST", "/api/sync", body, compress=True)
        if answer_.json()["receipts"][0]["outcome"] != "applied":
            raise RuntimeError(answer_.body.decode())
        sent.append(answer_.sent)
        received.append(answer_.received)
        cursors.update(answer_.json()["cursors"])
    figures: list[tuple[str, Sequence[float], str, float]] = [
        ("on the server", logged_ms(server, runs), "ms", 5),
        ("sent", sent, "B", 1000),
        ("received", received, "B", 1000),
    ]
    return [
        Row(f"one change, {streams} streams: {what}, {where}", statistics.median(values), unit, bound, "less")
        for what, values, unit, bound in figures
    ]


def logged_ms(server: LiveServer, last: int) -> list[float]:
    """How long the last requests took, as the server's own log says, from the first byte to the answer."""
    lines = (server.data_dir / "serve.log").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return [entry["ms"] for entry in entries if entry.get("path") == "/api/sync"][-last:]


def widen(server: LiveServer, login: str, client: Client) -> None:
    """Gives a person streets to look after until they read 56 streams."""
    where = quote(json.dumps({"level": "street"}))
    areas = client.request("GET", f"/api/records/areas?where={where}").json()["records"]
    for area in areas:
        streams = client.request("POST", "/api/sync", push_body(client, [], {}, 1) | {"scope": None}).json()
        if len(streams["streams"]) >= STREAMS:
            return
        subprocess.run(
            [*GRIDWALK, "person", "assign", login, "street_deputy", area["fields"]["code"]],
            cwd=ROOT,
            env=dict(server.environ),
            check=True,
            capture_output=True,
        )


def many_phones(server: LiveServer, where: str, bound: float, runs: int = 5) -> Row:
    """Seconds until 50 phones that come back at the same moment have pushed 20 records each.

    Afterwards every record is looked for at the server: each is there once, none is lost.
    """
    pushers = [Pusher(server, number=number % PATROLLERS) for number in range(PHONES)]
    spent, made = [], set()
    for _ in range(runs):
        pushes = []
        for pusher in pushers:
            mutations = pusher.mutations(20)
            made |= {mutation["record"] for mutation in mutations}
            body = json.dumps(push_body(pusher.client, mutations, {}, 1), ensure_ascii=False).encode()
            pushes.append(partial(pusher.push, body))
            pusher.client.hang_up()  # who comes back has no connection any more
        spent.append(_at_once(pushes))
    areas = {pusher.assignment["area"]: pusher.client for pusher in pushers}
    lost = set(made)
    for client in areas.values():
        held = cases_held(client)
        if len(held) != len(set(held)):
            raise RuntimeError("a record came twice")
        lost -= set(held)
    if lost:
        raise RuntimeError(f"{len(lost)} of {len(made)} records are lost")
    return Row(f"50 phones × 20 records at once, {where}", statistics.median(spent), "s", bound, "less")


def cases_held(client: Client) -> list[str]:
    """The ids of all cases that a first sync brings."""
    cursors: dict[str, int] = {}
    found: list[str] = []
    while True:
        answer = client.request("POST", "/api/sync", push_body(client, [], cursors)).json()
        found += [change["record"] for change in answer["changes"] if change["collection"] == "cases"]
        cursors.update(answer["cursors"])
        if not answer["more"]:
            return found


def _at_once(works: Sequence[Callable[[], None]]) -> float:
    """Runs every work in a thread of its own, released together; seconds until the last is done."""
    gate = threading.Barrier(len(works) + 1)
    faults: list[Exception] = []

    def wait_and_work(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except Exception as fault:  # said below, in the thread that measures
            faults.append(fault)

    threads = [threading.Thread(target=wait_and_work, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    if faults:
        raise faults[0]
    return spent
