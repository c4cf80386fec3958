"""Who falls silent in the middle of a request does not keep the others waiting."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from server import silence
from tests.server.test_serve import Running, environ

__all__ = ["environ"]

Pair = tuple[socket.socket, socket.socket, int]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A phone's end, the server's end, and the server's port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port))) as phone:
            server, _ = listening.accept()
            with closing(server):
                yield phone, server, port


def test_a_connection_that_is_silent_ends_and_one_that_is_heard_goes_on(pair: Pair) -> None:
    phone, server, port = pair
    time.sleep(0.4)
    phone.sendall(b"x")
    assert silence.hang_up(port, 0.3) == 0
    assert server.recv(1) == b"x"
    time.sleep(0.4)
    assert silence.hang_up(port, 0.3) == 1
    assert (phone.recv(1), server.recv(1)) == (b"", b"")


def test_a_phone_that_takes_its_answer_slowly_is_heard(pair: Pair) -> None:
    _, server, port = pair
    for _ in range(4):
        time.sleep(0.2)
        server.sendall(b"x" * 10_000)  # the phone's kernel acknowledges it
        assert silence.hang_up(port, 0.3) == 0


def test_nobody_elses_connection_is_touched(pair: Pair) -> None:
    phone, server, port = pair
    time.sleep(0.2)
    assert silence.hang_up(port + 1, 0) == 0
    phone.sendall(b"x")
    assert server.recv(1) == b"x"


def test_phones_that_lost_their_network_do_not_hold_the_server(environ: dict[str, str]) -> None:
    running = Running(environ, "--threads", "2").wait_until_ready()
    head = b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    silent = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(5)]
    try:
        for phone in silent:
            phone.sendall(head + b"Content-Length: 9\r\n\r\n{")
        time.sleep(3)
        began = time.monotonic()
        assert running.get("/healthz")[0] == 200
        assert time.monotonic() - began < silence.SECONDS + silence.EVERY + 5
    finally:
        for phone in silent:
            phone.close()
        running.stop()
