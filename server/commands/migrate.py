"""Bring the database to this version; safe to repeat and to interrupt."""

from __future__ import annotations

import argparse

from server.clock import Clock
from server.config import Settings
from server.db import make_engine
from server.migrate import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    settings = Settings.from_env()
    migrate(make_engine(settings.database_url), Clock(settings.timezone, settings.clock_file).now())
