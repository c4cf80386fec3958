"""500 seeded schedules of the app's own code over a network that goes wrong, half on each database."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.databases import Postgres, postgres_server, remove_server, server_folder
from tests.live.faults import KINDS
from tests.phone import run as schedules
from tests.phone.phones import build, phones
from tests.phone.run import NEIGHBOURHOODS, Outcome
from tests.phone.station import Template
from tests.soak.part import Line, times

TITLE = "The app's own code against the real server, over a network with faults"
EACH = 250


def run_on(database: str, folder: Path, built: Path, postgres: Postgres, count: int) -> list[Outcome]:
    """So many schedules, each database with seeds of its own."""
    first = 1_000 if database == "sqlite" else 2_000
    place = folder / database
    place.mkdir()
    with phones(built) as running:
        template = Template(place, NEIGHBOURHOODS, postgres)
        return list(schedules.run(range(first, first + count), template, database, running))


def run_all(folder: Path, count: int) -> dict[str, list[Outcome]]:
    """Both databases side by side."""
    server = server_folder(folder.name[-6:])
    with ExitStack() as stack:
        stack.callback(remove_server, server)
        postgres = stack.enter_context(postgres_server(server))
        built = build(folder)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        begun = {
            database: pool.submit(run_on, database, folder, built, postgres, count)
            for database in ("sqlite", "postgresql")
        }
        return {database: future.result() for database, future in begun.items()}


def lines(outcomes: dict[str, list[Outcome]]) -> Iterator[Line]:
    for database, all_ in outcomes.items():
        wrong = [outcome for outcome in all_ if outcome.wrong]
        seen = f"{len(all_)} schedules, {len(wrong)} with something wrong"
        if wrong:
            first = wrong[0]
            seeds = ", ".join(str(one.seed) for one in wrong[:10])
            seen += f" (seeds {seeds}; first: {first.wrong[0][:300]})"
        what = f"Schedules of five phones of four people, on {database}"
        yield Line(what, "nothing lost, doubled or shown wrongly", seen, not wrong)
    struck = sum((outcome.struck for all_ in outcomes.values() for outcome in all_), Counter[str]())
    told = ", ".join(f"{kind} {struck[kind]}" for kind in KINDS)
    few = [kind for kind in KINDS if not struck[kind]]
    yield Line("Faults of the network that struck", "each kind", told, not few)


def run(scale: float) -> Iterator[Line]:
    with tempfile.TemporaryDirectory(prefix="gridwalk-phone-") as folder:
        yield from lines(run_all(Path(folder), times(EACH, scale)))
