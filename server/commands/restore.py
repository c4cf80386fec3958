"""Put everything back from a backup, with the server stopped; the database begins a new epoch."""

from __future__ import annotations

import argparse
from pathlib import Path

from server.attachments.blobs import Blobs
from server.attachments.stores import open_store
from server.backup.restore import restore
from server.clock import Clock
from server.config import Settings, replace_secret_key
from server.db import make_engine
from server.locks import take_alone


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what gridwalk backup has written")


def run(args: argparse.Namespace) -> None:
    settings = Settings.from_env()
    clock = Clock(settings.timezone, settings.clock_file)
    with take_alone(settings.data_dir):
        restore(
            make_engine(settings.database_url),
            clock,
            Blobs(*open_store(settings.blobs)),
            args.file,
            lambda key: replace_secret_key(settings.data_dir, key),
            settings.data_dir,
        )
