"""Do the background work: deadlines, alerts, pictures, housekeeping; any number of workers on PostgreSQL."""

from __future__ import annotations

import argparse
import signal
import threading

from server import create_app
from server.locks import share
from server.logs import configure_logs
from server.worker import work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    configure_logs()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = create_app()
    with share(app.extensions["gridwalk.settings"].data_dir):
        work(app, stop)
