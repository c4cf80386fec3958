"""Shut a person out, let them in again, or give them a role in an area; it holds at their next request."""

from __future__ import annotations

import argparse
from datetime import date

from sqlalchemy import Connection

from server import create_app
from server.auth.people import Wanted, assign, set_disabled
from server.clock import clock
from server.db import engine, run_writing
from server.district.publish import publish_assignments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, words in (("disable", "shut a person out"), ("enable", "let a person in again")):
        acts.add_parser(name, help=words).add_argument("login")
    sub = acts.add_parser("assign", help="give a person a role in an area")
    sub.add_argument("login")
    sub.add_argument("role", help="as in gridwalk demo: patroller, grid_leader, …")
    sub.add_argument("area", help="its code, its codes from above (440311/03/07), or its id")
    sub.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day (today)")
    sub.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day")
    sub.add_argument("--certified-mediator", action="store_true", help="holds a mediator's certificate")


def run(args: argparse.Namespace) -> None:
    with create_app().app_context():
        if args.act != "assign":
            run_writing(engine(), lambda c: set_disabled(c, args.login, args.act == "disable"))
            return
        wanted = Wanted(
            args.role, args.area, args.first or clock().today(), args.last, args.certified_mediator
        )
        time = clock()

        def give(connection: Connection) -> None:
            held, _ = assign(connection, time, args.login, wanted)
            publish_assignments(connection, time, [held.person])

        run_writing(engine(), give)
