"""Write everything, with the attachments, into one file; the server may be running."""

from __future__ import annotations

import argparse
from pathlib import Path

from server.attachments.blobs import Blobs
from server.attachments.stores import open_store
from server.backup.dump import back_up
from server.clock import Clock
from server.config import Settings
from server.db import make_engine
from server.discovery import import_tables
from server.errors import CommandError
from server.migrate import is_current


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write it; replaced if it is there")


def run(args: argparse.Namespace) -> None:
    settings = Settings.from_env()
    import_tables()
    engine = make_engine(settings.database_url)
    if not is_current(engine):
        raise CommandError("the database is not of this version: run gridwalk migrate first")
    key_file = settings.data_dir / "secret.key"
    secret = settings.secret_key.decode() if key_file.exists() else None
    clock = Clock(settings.timezone, settings.clock_file)
    back_up(engine, clock, Blobs(*open_store(settings.blobs)), secret, args.file.resolve())
