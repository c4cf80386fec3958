"""Load a district file (JSON or XLSX). Repeatable; a wrong file changes nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.clock import Clock
from server.config import Settings
from server.db import make_engine
from server.district.faults import DistrictFileRefused
from server.district.load import Loaded, load_file
from server.errors import CommandError
from server.migrate import is_current


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="the district file; see docs/district-file.md"
    )


def run(args: argparse.Namespace) -> int:
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    if not is_current(engine):
        raise CommandError("the database is not of this version; run gridwalk migrate first")
    try:
        loaded = load_file(engine, Clock(settings.timezone, settings.clock_file), args.file)
    except DistrictFileRefused as refused:
        sys.stderr.write("\n".join([*refused.lines(), "gridwalk: nothing was loaded\n"]))
        return 1
    sys.stdout.write(summary(loaded) + "\n")
    return 0


def summary(loaded: Loaded) -> str:
    """What was loaded, in one line."""
    parts = ("areas", "people", "places", "stations", "checklists", "rules", "working_days")
    counts = [
        f"{len(found)} {name.replace('_', ' ')}" for name in parts if (found := getattr(loaded.file, name))
    ]
    return f"loaded {', '.join(counts) or 'nothing'}"
