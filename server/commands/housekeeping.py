"""Do all periodic housekeeping now: retention, expiry, old closed cases leave the phones."""

from __future__ import annotations

import argparse

from server import create_app
from server.jobs import import_jobs
from server.logs import configure_logs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    configure_logs()
    with create_app().app_context():
        for kind in import_jobs().values():
            if kind.period is not None:
                kind.handler({})
