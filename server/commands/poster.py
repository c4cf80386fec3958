"""Print QR posters as a PDF: a page for each building of an area, or for the places that are named."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

from server.auth.directory import read_tree
from server.clock import Clock
from server.config import Settings
from server.db import make_engine, reading
from server.errors import CommandError
from server.migrate import is_current
from server.public.landing import Ground
from server.public.posters.make import pdf, poster_of_code, posters_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", metavar="CODE", nargs="+", help="the code of an area (any level) or a place")
    parser.add_argument("--address", required=True, help="where residents reach the station: https://…")
    parser.add_argument("--output", "-o", metavar="FILE", type=Path, required=True, help="the PDF to write")


def run(args: argparse.Namespace) -> None:
    if urlsplit(args.address).scheme not in ("http", "https"):
        raise CommandError("--address: an address such as https://grid.example.cn, please")
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    if not is_current(engine):
        raise CommandError("the database is not of this version; run gridwalk migrate first")
    today = Clock(settings.timezone, settings.clock_file).today()
    found: list[dict[str, str]] = []
    with reading(engine) as connection:
        tree = read_tree(connection)
        ground = Ground(connection, tree, today)
        for code in args.codes:
            these = [
                poster
                for one in tree.by_code(code)
                for poster in posters_of(connection, tree, today, one.id, args.address)
            ]
            if not these and (single := poster_of_code(ground, code, args.address)):
                these = [single]
            if not these:
                raise CommandError(f"there is no area and no place with the code {code}")
            found += these
    args.output.write_bytes(pdf(found))
    sys.stdout.write(f"{len(found)} posters in {args.output}\n")
