"""A sync of one change costs the same however much there is: 1,000,000 records against 10,000."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack

from server.config import Settings
from server.db import make_engine
from tests.bench.changing import Changing
from tests.bench.filling import fill
from tests.live.server import LiveServer, live_server
from tests.soak.both import both_databases
from tests.soak.part import Line, times

TITLE = "One change in a large database"
FEW, MANY = 10_000, 1_000_000
CHANGES = 300
BOUND = 1.2


def run(scale: float) -> Iterator[Line]:
    """Two stations of each database, asked by turns: whatever else the machine does, it does to both."""
    few, many = times(FEW, scale), times(MANY, scale)
    changes = max(20, round(CHANGES * min(1.0, scale * 10)))
    with ExitStack() as stack:
        for ground in stack.enter_context(both_databases()):
            asked: list[Changing] = []
            began = time.monotonic()
            for number, records in enumerate((few, many)):
                folder = ground.folder / str(number)
                url = ground.new_database() if ground.new_database else None
                server = stack.enter_context(live_server(folder, database_url=url))
                asked.append(_filled(server, records))
            filled = time.monotonic() - began
            for each in asked:
                each.rest()
            for _ in range(changes):
                for each in asked:
                    each.change()
            small, large = (statistics.median(each.spent(changes)) for each in asked)
            yield Line(
                f"a sync of one change with {many:,} records against {few:,}, {ground.name}",
                f"at most {BOUND} times",
                f"{large:.1f} ms against {small:.1f} ms: {large / small:.2f} times (medians of {changes};"
                f" filled in {filled:.0f} s)",
                large / small <= BOUND,
            )


def _filled(server: LiveServer, records: int) -> Changing:
    engine = make_engine(Settings.from_env(server.environ).database_url)
    changing = Changing(server)
    changing.catch_up(engine)
    fill(engine, changing.change(), records)
    changing.catch_up(engine)
    engine.dispose()
    for _ in range(20):
        changing.change()
    return changing
