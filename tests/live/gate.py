"""Somebody in the middle: passes requests on to the server, or answers them in its place."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "host", "content-length"}


@dataclass(frozen=True)
class Said:
    """An answer that does not come from the server."""

    status: int
    body: bytes
    type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Watch(Protocol):
    """Somebody who looks on."""

    def begin(self, path: str) -> None:
        """A request has come; it goes on when this returns."""

    def end(self, path: str) -> None:
        """Its answer is known, and is about to go back."""


#: What to answer to a method, a path and a body of so many bytes; None passes it on.
Rule = Callable[[str, str, int], Said | None]


def page(text: str) -> Said:
    """A page of somebody else's, as a hotel's network shows it."""
    return Said(200, f"<!doctype html><title>{text}</title><h1>{text}</h1>".encode())


def problem(status: int, code: str, **headers: str) -> Said:
    """A fault as the server tells it."""
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": code}
    return Said(status, json.dumps(body).encode(), "application/problem+json", tuple(headers.items()))


class Gate:
    """Listens on a port of its own; what `rule` does not answer goes on to the server."""

    def __init__(self, server_port: int, rule: Rule | None = None) -> None:
        self.rule = rule
        self.watch: Watch | None = None
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(server_port))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, server_port: int) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                gate.asked.append((self.command, self.path))
                if gate.watch is not None:
                    gate.watch.begin(self.path)
                said = gate.rule(self.command, self.path, len(body)) if gate.rule else None
                if said is None:
                    self.pass_on(body)
                else:
                    self.say(said.status, [("Content-Type", said.type), *said.headers], said.body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any

            def pass_on(self, body: bytes) -> None:
                headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
                server = http.client.HTTPConnection("127.0.0.1", server_port, timeout=120)
                try:
                    server.request(self.command, self.path, body, headers)
                    answer = server.getresponse()
                    self.say(answer.status, answer.getheaders(), answer.read())
                finally:
                    server.close()

            def say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                if gate.watch is not None:
                    gate.watch.end(self.path)
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """The test says what matters."""

        return Handler
