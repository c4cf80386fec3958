"""`make bench`: measures over HTTP and in a real browser, prints the table, writes `docs/bench.md`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import browser, machine, sync
from tests.bench.table import Row, aligned, last_values, markdown, number
from tests.databases import postgres_server
from tests.live.server import ROOT, LiveServer, live_server

REPORT = ROOT / "docs" / "bench.md"
HEAD = """# What it costs

Written by `make bench`: medians, over HTTP with the real `cases` schema, policy and rules, every answer
after its commit was durable. Client and server share the machine: {machine}.
"""


def measure(folder: Path) -> list[Row]:
    """All rows. The server is started anew for each database, on the demo district."""
    rows = [Row("fsync of 4 KiB, this machine", machine.fsync_ms(folder), "ms", None, "less")]
    with live_server(folder / "sqlite") as server:
        rows.append(Row("server at rest, SQLite", machine.at_rest_mb(server.pid), "MB", 120, "less"))
        rows += sync_rows(server, "SQLite (FULL)", 6_000)
    with postgres_server(folder / "pg", durable=True) as postgres:
        address = postgres.new_database()
        with live_server(folder / "postgres", database_url=address) as server:
            rows += sync_rows(server, "PostgreSQL", 4_500)
    with live_server(folder / "browser") as server:
        rows += browser.rows(server, folder)
    return rows


def sync_rows(server: LiveServer, where: str, rate: float) -> list[Row]:
    """The rows of one database."""
    return [
        sync.push_rate(server, where, rate),
        sync.pull_time(server, where, 0.15),
        *sync.one_change(server, where),
        sync.many_phones(server, where, 0.5),
    ]


def main() -> int:
    """Prints the table in any case, then the bounds that were missed: 1 if there are any."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print only, leave docs/bench.md as it is")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-bench-"))
    try:
        rows = measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = markdown(rows, last_values(REPORT))
    sys.stdout.write(aligned(text) + "\n")
    if not options.dry:
        REPORT.write_text(HEAD.format(machine=machine.describe()) + "\n" + text, encoding="utf-8")
    missed = [row for row in rows if not row.kept]
    for row in missed:
        sys.stdout.write(f"missed: {row.what}: {number(row.value)} {row.unit}, not {row.bound_text()}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
