"""Hangs up on whoever has fallen silent, so that phones without a network do not hold all serving threads.

A body is read by the thread that serves it, which waits as long as the connection stands; and one whose phone
went into a lift stands for ever. The kernel knows when anything was last heard from the other side, a byte or
an acknowledgement: a slow upload and a slow download are heard, and so are left alone.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator

SECONDS = 20.0
"""As long as nothing at all is heard. No request of ours takes so long to answer."""
EVERY = 1.0
"""Often, so that who came later and waits for a thread gets one before being silent too long as well."""

# Of `struct tcp_info` (linux/tcp.h): 8 bytes and 11 numbers lie before these two, in milliseconds.
_LAST_DATA_AND_ACK = struct.Struct("=52xII")
_ESTABLISHED = 1


def listen_for_silence(port: int) -> None:
    """In a serving process: looks from time to time, in a thread of its own."""

    def look() -> None:
        while True:
            time.sleep(EVERY)
            hang_up(port, SECONDS)

    threading.Thread(target=look, name="silence", daemon=True).start()


def hang_up(port: int, seconds: float) -> int:
    """Ends this process's connections to `port` that were silent so long; how many."""
    count = 0
    for connection in _connections(port):
        with connection:
            if _silent_for(connection) >= seconds:
                _end(connection)
                count += 1
    return count


def _connections(port: int) -> Iterator[socket.socket]:
    """Duplicates of this process's sockets, whoever holds them: the web server keeps its own to itself."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            found = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue  # closed meanwhile
        if _is_connection(found, port):
            yield found
        else:
            found.close()


def _is_connection(found: socket.socket, port: int) -> bool:
    if found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        return False
    try:
        return bool(found.getsockname()[1] == port and found.getpeername())
    except OSError:
        return False  # it only listens, or has ended


def _silent_for(connection: socket.socket) -> float:
    """Seconds since anything was heard from the other side."""
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_AND_ACK.size)
    last_data, last_ack = _LAST_DATA_AND_ACK.unpack(told)
    return min(last_data, last_ack) / 1000 if told[0] == _ESTABLISHED else 0.0


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # gone by itself
