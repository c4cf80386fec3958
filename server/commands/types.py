"""Write the phone's TypeScript types from the schemas of the collections."""

from __future__ import annotations

import argparse

from server.records.types import write


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_args: argparse.Namespace) -> None:
    write()
