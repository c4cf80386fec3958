"""The end of a shift: hundreds of phones come back to the network within a minute."""

from __future__ import annotations

from collections.abc import Iterator

from tests.crowd.people import hire, read_all
from tests.crowd.reconnect import Came, come_back, prepare
from tests.crowd.times import percentile
from tests.restore.station import station
from tests.soak.both import both_databases
from tests.soak.part import Line, times

TITLE = "Phones that come back at the same time"
PHONES, MUTATIONS, PHOTOS, SECONDS = 300, 50, 2, 60
GRIDS = 100
PIXELS = (1200, 900)
"""About what a phone makes of a photo before it sends it."""
BOUND = 2.0


def run(scale: float) -> Iterator[Line]:
    """Load and station share the machine. Fewer phones come within less time: as many a second."""
    phones = times(PHONES, scale)
    with both_databases() as grounds:
        for ground in grounds:
            with station(ground.folder, ground.new_database) as running:
                members = hire(running.server, phones, GRIDS)
                read_all(members)
                coming = [prepare(member, MUTATIONS, PHOTOS, PIXELS) for member in members]
                came = come_back(coming, SECONDS * phones / PHONES)
            yield from _lines(ground.name, phones, came)


def _lines(where: str, phones: int, came: Came) -> Iterator[Line]:
    yield Line(
        f"{phones} phones × {MUTATIONS} mutations and {PHOTOS} photos within"
        f" {SECONDS * phones / PHONES:.0f} s, {where}",
        "0 errors, 0 lost",
        f"{came.errors.total()} errors, {came.lost} of {came.made:,} records lost or other than entered,"
        f" {came.unseen} of {came.photos} photos not there"
        + "".join(f"; {count} × {what}" for what, count in came.errors.most_common(3)),
        not (came.errors or came.lost or came.unseen) and len(came.whole) == phones,
    )
    for what, seconds in (("until every receipt", came.words), ("with both photos", came.whole)):
        if seconds:
            late = percentile(seconds, 0.95)
            yield Line(
                f"p95 of a whole push as the phone sees it, {what}, {where}",
                f"≤ {BOUND:.0f} s",
                f"{late:.2f} s (median {percentile(seconds, 0.5):.2f} s, longest {max(seconds):.2f} s)",
                late <= BOUND,
            )
