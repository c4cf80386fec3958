"""A network with faults that are said beforehand: for each phone a line of its own to the server.

A line has a plan: what becomes of the next requests over it, in order. When it is used up, requests pass. A
line that is down refuses connections. Every request has a connection of its own, so that a cut one takes no
other with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

Kind = Literal[
    "pass",
    "hang up",
    "cut request",
    "swallow",
    "cut reply",
    "repeat",
    "repeat at once",
    "repeat later",
    "delay",
    "stall",
    "portal",
    "portal redirect",
    "busy",
    "bad gateway",
    "bad gateway after",
]
KINDS: Sequence[Kind] = (
    "hang up", "cut request", "swallow", "cut reply", "repeat", "repeat at once", "repeat later", "delay",
    "stall", "portal", "portal redirect", "busy", "bad gateway", "bad gateway after",
)  # fmt: skip
"""``hang up``: the connection ends at once. ``cut request``, ``cut reply``: it breaks after so many bytes.

``swallow``: the server does its work, its reply is lost. ``repeat``: the server gets the request twice, one
after the other; ``at once``: side by side; ``later``: once more when `Faults.late` says so, long after.
``stall``: nothing comes and nothing goes until the phone hangs up. ``portal``: somebody's sign-in page with
status 200, ``portal redirect`` with 302. ``busy``: 503 with ``Retry-After``; ``bad gateway``: 502 of somebody
between, before the server has heard of the request or ``after`` it has done its work.
"""
PAGE = b"<!doctype html><title>Welcome</title><form>Sign in to our network</form>"
T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """``size``: for a cut the bytes that go through (of a long message: the remainder), for a delay ms."""

    kind: Kind
    size: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.size}" if self.size else self.kind


@dataclass(frozen=True)
class Message:
    """A request or reply as it came over the wire. `whole` is false when it broke off."""

    head: bytes
    body: bytes
    whole: bool = True

    @property
    def data(self) -> bytes:
        return self.head + self.body


class Line:
    """One phone's way to the server: listens on a port of its own while it is up."""

    def __init__(self, faults: Faults, name: str) -> None:
        self._faults = faults
        self.name = name
        self.plan: deque[Fault] = deque()
        self.port = 0
        #: Called in the network's thread when a request stands still.
        self.on_stall: Callable[[], None] = lambda: None
        self._listener: socket.socket | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Begins to listen; always on the same port."""
        self._faults.run(self._up())

    def down(self) -> None:
        """Refuses connections from now on; those that stand go on."""
        self._faults.run(self._down())

    async def _up(self) -> None:
        if self._listener is None:
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setblocking(False)
            listener.bind(("127.0.0.1", self.port))
            listener.listen(64)
            self.port = int(listener.getsockname()[1])
            self._listener = listener
            asyncio.get_running_loop().add_reader(listener, self._accept, listener)

    async def _down(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    async def end(self) -> None:
        """Down, and what stands still is given up."""
        await self._down()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def _accept(self, listener: socket.socket) -> None:
        """By hand: a server of asyncio's that is closed leaves hanging who has just come in."""
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            connection.setblocking(False)
            task = asyncio.create_task(self._carry(connection))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _carry(self, connection: socket.socket) -> None:
        phone, back = await asyncio.open_connection(sock=connection)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._faults.carry(self, phone, back)
        finally:
            back.close()


class Faults:
    """The lines of all phones to the server on `server_port`."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._loop = asyncio.new_event_loop()
        self._lines: list[Line] = []
        self._late: list[bytes] = []
        #: How often each kind of fault has really struck.
        self.struck: Counter[str] = Counter()

    def __enter__(self) -> Self:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def lead_to(self, port: int) -> None:
        """From the next request on, another server answers."""
        self._server_port = port

    def line(self, name: str) -> Line:
        """A new line, up."""
        line = Line(self, name)
        self._lines.append(line)
        line.up()
        return line

    def clear(self) -> Counter[str]:
        """Takes all lines away, and forgets what was to come once more. Gives how often each fault struck."""
        self.run(self._end())
        self._lines.clear()
        self._late.clear()
        struck, self.struck = self.struck, Counter()
        return struck

    def late(self) -> int:
        """Brings what was kept for `repeat later` to the server now; how much that was."""
        return self.run(self._bring_late())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _end(self) -> None:
        for line in self._lines:
            await line.end()

    async def _bring_late(self) -> int:
        late, self._late = self._late, []
        for request in late:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._ask(request)
        return len(late)

    async def carry(self, line: Line, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One request and what becomes of it."""
        request = await _read(phone)
        if not request.whole:
            return
        # Only now: a phone may connect long before it asks.
        fault = line.plan.popleft() if line.plan else Fault("pass")
        if fault.kind != "pass":
            self.struck[fault.kind] += 1
        if fault.kind == "hang up":
            return
        data = _alone(request)
        if (said := _said_between(fault)) is not None:
            if fault.kind == "bad gateway after":
                await self._ask(data)
            await _say(back, said)
        elif fault.kind == "stall":
            line.on_stall()
            await phone.read(1)
        elif fault.kind == "cut request":
            await self._break_off(data[: fault.size % len(data)])
        elif fault.kind == "swallow":
            await self._ask(data)
        else:
            reply = await self._pass_on(fault, data)
            cut = fault.size % max(1, len(reply.data)) if fault.kind == "cut reply" else None
            await _say(back, reply.data[:cut])

    async def _pass_on(self, fault: Fault, data: bytes) -> Message:
        if fault.kind == "delay":
            await asyncio.sleep(fault.size / 1000)
        if fault.kind == "repeat":
            await self._ask(data)
        if fault.kind == "repeat at once":
            return (await asyncio.gather(self._ask(data), self._ask(data)))[0]
        if fault.kind == "repeat later":
            self._late.append(data)
        return await self._ask(data)

    async def _ask(self, data: bytes) -> Message:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        try:
            writer.write(data)
            await writer.drain()
            return await _read(reader, head_only=data.startswith(b"HEAD "))
        finally:
            writer.close()

    async def _break_off(self, data: bytes) -> None:
        """The server gets this much, and then the connection is gone."""
        _, writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        writer.write(data)
        await writer.drain()
        writer.close()


def _said_between(fault: Fault) -> bytes | None:
    """What somebody else answers in the server's place."""
    kind, html = fault.kind, "text/html; charset=utf-8"
    if kind == "portal":
        return _reply("200 OK", html, PAGE)
    if kind == "portal redirect":
        return _reply("302 Found", html, PAGE, "Location: http://portal.invalid/sign-in")
    if kind == "busy":
        return _reply("503 Service Unavailable", "text/plain", b"busy", "Retry-After: 20")
    if kind in ("bad gateway", "bad gateway after"):
        return _reply("502 Bad Gateway", html, b"<h1>502 Bad Gateway</h1>", "Retry-After: 5")
    return None


def _reply(status: str, media_type: str, body: bytes, *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


async def _say(back: asyncio.StreamWriter, data: bytes) -> None:
    back.write(data)
    await back.drain()


async def _read(reader: asyncio.StreamReader, *, head_only: bool = False) -> Message:
    """The next message. Its body is as long as it says, or comes in chunks, or there is none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return Message(error.partial, b"", whole=False)
    names = _headers(head)
    try:
        if head_only or head.startswith((b"HTTP/1.1 204", b"HTTP/1.1 304")):
            return Message(head, b"")
        if names.get("transfer-encoding") == "chunked":
            return Message(head, await _chunks(reader))
        return Message(head, await reader.readexactly(int(names.get("content-length", 0))))
    except asyncio.IncompleteReadError as error:
        return Message(head, error.partial, whole=False)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = await reader.readuntil(b"\r\n")
        body += size + await reader.readexactly(int(size.split(b";")[0], 16) + 2)
        if int(size.split(b";")[0], 16) == 0:
            return body


def _headers(head: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:] if line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _alone(request: Message) -> bytes:
    """The request with the wish that its connection ends with it, for phone and server alike."""
    lines = request.head.decode("latin-1").split("\r\n")[:-2]
    kept = [line for line in lines if not line.lower().startswith(("connection:", "keep-alive:"))]
    return "\r\n".join([*kept, "Connection: close", "", ""]).encode("latin-1") + request.body
