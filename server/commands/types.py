"""Write the phone's TypeScript types from the schemas of the collections."""

from __future__ import annotations

import argparse

from server.records.types import TARGET, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether they are current")


def run(args: argparse.Namespace) -> int:
    if args.check:
        return 0 if is_current() else 1
    write()
    return 0
