"""Serve the web app and its interface, on 127.0.0.1 unless told; on SQLite with the background worker."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from sqlalchemy.exc import DBAPIError

from server.config import Settings
from server.db import is_sqlite, make_engine
from server.errors import CommandError
from server.locks import share
from server.metrics import parse_address
from server.migrate import is_current


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen at (8000)")
    parser.add_argument("--workers", type=_some, default=1, metavar="N", help="serving processes (1)")
    parser.add_argument("--threads", type=_some, default=32, metavar="N", help="threads of each (32)")
    parser.add_argument("--no-worker", action="store_true", help="leave background work to gridwalk worker")


def run(args: argparse.Namespace) -> None:
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    try:
        if not is_current(engine):
            raise CommandError("the database is not of this version: run gridwalk migrate first")
    except DBAPIError:
        # A command speaks to whoever started it.
        print("gridwalk: the database does not answer yet", file=sys.stderr)  # noqa: T201
    share(settings.data_dir).close()
    beside = is_sqlite(engine) and not args.no_worker
    engine.dispose()
    numbers = [str(args.port), str(args.workers), str(args.threads)]
    command = [sys.executable, "-m", "server.serving", args.host, *numbers, "worker" if beside else "-"]
    os.execve(sys.executable, command, _environ(settings, args.workers))


def _port(word: str) -> int:
    """The system takes a larger number modulo 65536, and would listen where nobody looks. 0: any free one."""
    if not 0 <= (port := int(word)) <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _some(word: str) -> int:
    if (number := int(word)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _environ(settings: Settings, workers: int) -> dict[str, str]:
    """What the serving processes need besides the settings. Two malloc arenas keep many threads small."""
    environ = {"MALLOC_ARENA_MAX": "2", **os.environ}
    if settings.metrics:
        parse_address(settings.metrics)
        if workers > 1:
            environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="gridwalk-metrics-")
    return environ
