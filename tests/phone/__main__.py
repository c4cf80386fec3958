"""`python -m tests.phone --seed N`: runs one schedule, or `--count` from it on, and prints what was wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.databases import postgres_server, remove_server, server_folder
from tests.phone.phones import build, phones
from tests.phone.run import NEIGHBOURHOODS, run
from tests.phone.station import Template


def main() -> int:
    """Ends with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.phone", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument(
        "--plant", default="", help="a fault to put into the app's code: see pwa/build/plants.ts"
    )
    parser.add_argument("--log", action="store_true", help="print the steps of schedules that went well too")
    given = parser.parse_args()
    bad = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gridwalk-phone-")))
        postgres = None
        if given.database == "postgresql":
            place = server_folder(folder.name[-6:])
            stack.callback(remove_server, place)
            postgres = stack.enter_context(postgres_server(place))
        running = stack.enter_context(phones(build(folder, given.plant)))
        template = Template(folder, min(given.count, NEIGHBOURHOODS), postgres)
        seeds = range(given.seed, given.seed + given.count)
        began = time.monotonic()
        for outcome in run(seeds, template, given.database, running):
            bad += bool(outcome.wrong)
            if outcome.wrong or given.log:
                sys.stdout.write(f"{outcome}\n")
        took = time.monotonic() - began
        sys.stdout.write(f"{given.count} schedules on {given.database} in {took:.1f} s, {bad} went wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
