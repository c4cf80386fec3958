"""Migrate, load the demonstration of Guangming, and print the sign-ins."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from unicodedata import east_asian_width

from server.clock import Clock
from server.config import Settings
from server.db import make_engine
from server.district.demo import demo_district
from server.district.demo.document import written
from server.district.load import load_file
from server.district.model import DistrictFile
from server.migrate import migrate

NAME = "guangming-demo.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the sign-ins as JSON")


def run(args: argparse.Namespace) -> None:
    settings = Settings.from_env()
    engine, clock = make_engine(settings.database_url), Clock(settings.timezone, settings.clock_file)
    migrate(engine, clock.now())
    document = demo_district()
    file = settings.data_dir / NAME
    file.write_text(written(document), "utf-8")
    rows = sign_ins(load_file(engine, clock, file).file)
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n" if args.json else table(rows))


def sign_ins(file: DistrictFile) -> list[dict[str, str]]:
    """One row for each assignment: role, login, password and the code of its area, with names to read."""
    names = {area.code: area for area in file.areas}
    return [
        {
            "role": each.role,
            "login": person.login,
            "password": person.password or "",
            "area": each.area,
            "name": person.name,
            "area_name": "·".join(names[code].name for code in names[each.area].path[-2:]),
        }
        for person in file.people
        for each in person.assignments or ()
    ]


def table(rows: Sequence[dict[str, str]]) -> str:
    """The rows in columns; Chinese characters are two columns wide."""
    lines = [["role", "login", "password", "name", "area"]]
    lines += [[row[name] for name in ("role", "login", "password", "name", "area_name")] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    text = ""
    for line in lines:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        text += "  ".join(cells).rstrip() + "\n"
    return text


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
