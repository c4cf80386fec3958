"""A network that can be taken away: a TCP proxy before the server.

Emulated flight mode does not reach a service worker's own requests; a closed port does.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self


class Network:
    """Listens on a port of its own and passes everything on, while it is up."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._cut_at: int | None = None
        self.port = 0
        #: Bytes that the phone has sent so far.
        self.sent = 0

    @property
    def url(self) -> str:
        """An address of this machine's own name, which browsers take for a secure place."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def up(self) -> None:
        """Begins to listen; always on the same port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = int(listener.getsockname()[1])
        self._listener = listener
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def down(self) -> None:
        """Cuts every connection, in the middle of a word too, and refuses new ones."""
        with self._lock:
            listener, self._listener = self._listener, None
            doomed, self._open = self._open, set()
        for each in [*doomed, *([listener] if listener else [])]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def cut_after(self, more: int) -> None:
        """Breaks down when the phone has sent so many bytes more."""
        self._cut_at = self.sent + more

    def lead_to(self, port: int) -> None:
        """From the next connection on, somebody else answers; those that stand are cut."""
        self._server_port = port
        if self._listener is not None:
            self.down()
            self.up()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port), 30)
                server.settimeout(None)
            except OSError:
                browser.close()
                continue
            with self._lock:
                if self._listener is not listener:
                    browser.close()
                    server.close()
                    return
                self._open |= {browser, server}
            for source, sink in ((browser, server), (server, browser)):
                threading.Thread(target=self._pass_on, args=[source, sink, browser], daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, browser: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(16_384):
                sink.sendall(piece)
                if source is browser:
                    self._count(len(piece))
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source, sink}
        source.close()
        sink.close()

    def _count(self, size: int) -> None:
        with self._lock:
            self.sent += size
            broken = self._cut_at is not None and self.sent >= self._cut_at
            if broken:
                self._cut_at = None
        if broken:
            self.down()
