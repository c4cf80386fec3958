"""The web server: granian with its serving processes, started anew by `gridwalk serve`, so that it is small.

    python -m server.serving HOST PORT WORKERS THREADS WORK

`WORK` is `worker` when the background worker runs beside the serving threads. This process only keeps the
others running: it must not import the application.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import socket
import sys
import time
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

KILL_AFTER = 8
PR_SET_PDEATHSIG = 1


def main(host: str, port: int, workers: int, threads: int, work: bool) -> int:
    claim = claim_address(host, port)
    if claim is None:
        # A command speaks to whoever started it.
        print(f"gridwalk: {host}:{port} is taken by another program", file=sys.stderr)  # noqa: T201
        return 1
    address, bound = claim.getsockname()[:2]
    shown = "localhost" if address in ("127.0.0.1", "0.0.0.0", "::1", "::") else host
    print(f"Gridwalk is at http://{shown}:{bound}/", flush=True)  # noqa: T201  (for who started it)
    parent = os.getpid()
    server = Server(
        "gridwalk",
        address=address,
        port=bound,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
    )
    try:
        server.serve(target_loader=lambda _target: load(parent, bound, work))
    finally:
        shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
    return 0


def claim_address(host: str, port: int) -> socket.socket | None:
    """Holds the address against other programs and leaves it to our own processes; None if it is taken.

    The serving processes each listen with SO_REUSEPORT, which a second server could do as well: so one socket
    is bound without it, which fails if anybody is there, and only then lets ours in.
    """
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    for attempt in range(6):
        claim = socket.socket(family, socket.SOCK_STREAM)
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            claim.bind(address)
        except OSError as error:
            claim.close()
            if error.errno != errno.EADDRINUSE:
                raise
            if attempt < 5:
                time.sleep(0.2)  # a server that was just killed may not be quite gone
            continue
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        return claim
    return None


def load(parent: int, port: int, work: bool) -> Any:
    """In a serving process: the application."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # nobody serves on when the keeper was killed
    if os.getppid() != parent:
        sys.exit(1)
    from server import create_app
    from server.locks import share
    from server.logs import configure_logs
    from server.metrics import serve_metrics
    from server.silence import listen_for_silence
    from server.worker import work_in_thread

    configure_logs()
    app = create_app()
    settings = app.extensions["gridwalk.settings"]
    app.extensions["gridwalk.in_use"] = share(settings.data_dir)
    if settings.metrics:
        serve_metrics(app, settings.metrics)
    if work:
        work_in_thread(app)
    listen_for_silence(port)
    return app


if __name__ == "__main__":
    host, port, workers, threads, work = sys.argv[1:]
    try:
        sys.exit(main(host, int(port), int(workers), int(threads), work == "worker"))
    except OSError as error:
        sys.exit(f"gridwalk: {host}:{port}: {error.strerror or error}")
