"""`gridwalk serve` as an operator knows it: real processes, real sockets, real signals."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.db import make_engine
from server.migrate import migrate
from tests.live.server import free_port
from tests.server.conftest import START

GRIDWALK = [sys.executable, "-m", "server.cli"]


class Running:
    """One `gridwalk serve` on a data folder."""

    def __init__(self, environ: dict[str, str], *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.process = subprocess.Popen(
            [*GRIDWALK, "serve", "--port", str(self.port), *options],
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> Running:
        for _ in range(600):
            try:
                if self.get("/healthz")[0] == 200:
                    return self
            except OSError:
                pass
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.1)
        raise AssertionError("not ready in a minute")

    def get(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def family(self) -> list[int]:
        """The keeper's process id, then those of its serving processes."""
        keeper = self.process.pid
        children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
        return [keeper, *map(int, children)]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A migrated SQLite installation."""
    data = tmp_path / "data"
    found = Settings.from_env({"GRIDWALK_DATA_DIR": str(data)})
    engine = make_engine(found.database_url)
    migrate(engine, START)
    engine.dispose()
    return {**os.environ, "GRIDWALK_DATA_DIR": str(data)}


@pytest.fixture
def server(environ: dict[str, str]) -> Iterator[Running]:
    running = Running(environ).wait_until_ready()
    yield running
    running.stop()


def test_a_request_is_answered_and_sigterm_ends_it(server: Running) -> None:
    assert server.get("/api/session")[0] == 401
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(60)
    with pytest.raises(OSError, match="refused"):
        server.get("/healthz")


@pytest.mark.parametrize("size", [2_000_001, 20_000_000])
def test_who_sends_too_much_hears_so_and_may_go_on(server: Running, size: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(2):
        connection.request("POST", "/api/session", b"x" * size, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "too_large")
    connection.close()


def test_a_taken_port_is_one_line_and_the_first_server_works_on(
    server: Running, environ: dict[str, str]
) -> None:
    second = Running(environ, port=server.port)
    _, words = second.process.communicate(timeout=60)
    assert second.process.returncode == 1
    assert words == f"gridwalk: 127.0.0.1:{server.port} is taken by another program\n"
    assert server.get("/healthz")[0] == 200


def test_a_port_that_anybody_listens_on_is_taken(environ: dict[str, str]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        second = Running(environ, port=other.getsockname()[1])
        _, words = second.process.communicate(timeout=60)
    assert (second.process.returncode, words.count("\n")) == (1, 1)


def test_killing_it_leaves_nobody_behind_and_it_starts_again_at_once(
    server: Running, environ: dict[str, str]
) -> None:
    family = server.family()
    server.process.kill()
    server.process.wait(60)
    again = Running(environ, port=server.port).wait_until_ready()
    again.stop()
    assert not any(runs(pid) for pid in family)


def test_a_serving_process_that_dies_is_replaced(server: Running) -> None:
    worker = server.family()[-1]
    os.kill(worker, signal.SIGKILL)
    for _ in range(600):
        family = server.family()
        if worker not in family and len(family) == 2:
            break
        time.sleep(0.1)
    server.wait_until_ready()
    assert worker not in server.family()


def test_several_processes_have_one_background_worker_in_all(environ: dict[str, str]) -> None:
    server = Running(environ, "--workers", "3").wait_until_ready()
    try:
        assert len(server.family()) == 4
        lock = Path(environ["GRIDWALK_DATA_DIR"]) / "gridwalk.sqlite3.worker"
        inode = lock.stat().st_ino
        for _ in range(600):
            held = [line for line in Path("/proc/locks").read_text().splitlines() if f":{inode} " in line]
            if held:
                break
            time.sleep(0.1)
        assert len([line for line in held if "->" not in line]) == 1
    finally:
        server.stop()


def test_at_rest_it_takes_little_memory(server: Running) -> None:
    """Shared pages count once, as for the machine."""
    server.get("/healthz")
    assert sum(kilobytes(pid) for pid in server.family()) < 120 * 1024


def test_before_migration_it_says_what_to_do(tmp_path: Path) -> None:
    server = Running({**os.environ, "GRIDWALK_DATA_DIR": str(tmp_path)})
    _, words = server.process.communicate(timeout=60)
    assert server.process.returncode == 1
    assert words == "gridwalk: the database is not of this version: run gridwalk migrate first\n"


def test_figures_are_on_an_address_of_their_own(environ: dict[str, str]) -> None:
    port = free_port()
    metrics = {**environ, "GRIDWALK_METRICS": f"127.0.0.1:{port}"}
    server = Running(metrics, "--workers", "2").wait_until_ready()
    try:
        for _ in range(10):
            server.get("/api/session?secret=1")
        assert server.get("/metrics")[0] == 404
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        counted = [line for line in text.splitlines() if 'route="/api/session",status="401"' in line]
        assert counted
        assert counted[0].endswith(" 10.0")
        assert "gridwalk_database_up 1.0" in text
        assert "secret" not in text
    finally:
        server.stop()


def test_the_log_has_ids_but_no_queries_and_no_words(environ: dict[str, str]) -> None:
    server = Running(environ).wait_until_ready()
    body = json.dumps({"login": "lina", "password": "my password", "device": {"name": "x"}})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/api/session?word=hidden", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    server.process.terminate()
    _, words = server.process.communicate(timeout=60)
    lines = [json.loads(line) for line in words.splitlines()]
    (mine,) = [line for line in lines if line.get("request_id") == answer.headers["X-Request-Id"]]
    assert (mine["method"], mine["path"], mine["status"]) == ("POST", "/api/session", 401)
    for secret in ("hidden", "my password", "lina"):
        assert secret not in words


def test_what_was_answered_survives_a_kill(server: Running, environ: dict[str, str]) -> None:
    database = Path(environ["GRIDWALK_DATA_DIR"]) / "gridwalk.sqlite3"
    body = json.dumps({"login": "nobody", "password": "x", "device": {"name": "x"}})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/api/session", body, {"Content-Type": "application/json"})
    assert connection.getresponse().status == 401
    for pid in reversed(server.family()):
        os.kill(pid, signal.SIGKILL)
    with sqlite3.connect(database) as found:
        assert found.execute("SELECT count(*) FROM sign_in_failure").fetchone() == (1,)


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def kilobytes(pid: int) -> int:
    """What a process uses, with its share of what it has in common with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
