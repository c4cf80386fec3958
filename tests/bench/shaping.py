"""A slow network in front of a server: so many bits a second each way, and so long for a round trip.

A proxy of its own, because a browser's built-in limits do not reach its service worker.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live.server import free_port

PIECE = 4096


@contextmanager
def slow_network(port: int, bits_per_second: float = 1.6e6, round_trip: float = 0.15) -> Iterator[int]:
    """The port of a proxy to `port` on this machine. All connections share the line, each way for itself."""
    here = free_port()
    loop = asyncio.new_event_loop()
    lines = [_Line(bits_per_second / 8, round_trip / 2) for _ in range(2)]

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(round_trip)  # a connection begins with a round trip
        await asyncio.gather(lines[0].carry(reader, back), lines[1].carry(there, writer))

    ready = threading.Event()

    def serve() -> None:
        loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", here))
        loop.call_soon(ready.set)
        loop.run_forever()

    # A thread of its own: the browser's driver has a loop in ours.
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield here
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


class _Line:
    """One direction: bytes leave one after the other and arrive after their delay."""

    def __init__(self, bytes_per_second: float, delay: float) -> None:
        self._rate, self._delay = bytes_per_second, delay
        self._free_at = 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)
        arriving = asyncio.create_task(self._arrive(under_way, writer))
        try:
            while piece := await reader.read(PIECE):
                now = time.monotonic()
                self._free_at = max(now, self._free_at) + len(piece) / self._rate
                await under_way.put((self._free_at + self._delay, piece))
                await asyncio.sleep(max(0.0, self._free_at - now))
        except ConnectionError:
            pass
        await under_way.put((0.0, b""))
        await arriving

    @staticmethod
    async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        try:
            while (arrival := await under_way.get())[1]:
                await asyncio.sleep(max(0.0, arrival[0] - time.monotonic()))
                writer.write(arrival[1])
                await writer.drain()
            writer.close()
        except ConnectionError:
            while (await under_way.get())[1]:
                pass
