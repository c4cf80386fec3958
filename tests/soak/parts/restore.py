"""One loss after the other, on the same machine and on a new one: the phones fill what the backup lacks."""

from __future__ import annotations

from collections.abc import Iterator

from tests.restore.rounds import District, Round
from tests.restore.station import station
from tests.soak.both import both_databases
from tests.soak.part import Line, times

TITLE = "Restore from a backup that was made under load"
SEED = 20261123
PHONES = 8
ROUNDS = 6
MORE = 50


def run(scale: float) -> Iterator[Line]:
    """Each round loses what the one before it brought back, and more."""
    with both_databases() as grounds:
        for ground in grounds:
            with station(ground.folder, ground.new_database) as running:
                district = District(running, SEED, PHONES)
                rounds = [
                    district.lose_and_restore("machine" if number % 2 else "database", MORE)
                    for number in range(times(ROUNDS, scale))
                ]
            yield from _lines(ground.name, rounds)


def _lines(where: str, rounds: list[Round]) -> Iterator[Line]:
    found = [one.found for one in rounds]
    last = found[-1]
    counts = {
        "lost": sum(len(one.lost) for one in found),
        "doubled": sum(len(one.doubled) for one in found),
        "other than entered": sum(len(one.changed) for one in found),
        "other on a phone": sum(len(one.unlike) for one in found),
    }
    yield Line(
        f"{len(rounds)} losses, {PHONES} phones, {MORE} mutations after each backup, {where} (seed {SEED})",
        ", ".join(f"0 {what}" for what in counts),
        ", ".join(f"{count} {what}" for what, count in counts.items()) + f"; {last.records:,} records",
        not any(counts.values()),
    )
    yield Line(
        f"photos with their bytes at the station, {where}",
        "all; a restore deletes no bytes",
        f"{last.photos - len(last.unseen)} of {last.photos};"
        f" {sum(one.blobs_deleted for one in rounds)} deleted",
        not last.unseen and not sum(one.blobs_deleted for one in rounds),
    )
    yield Line(
        f"what the phones relied on the backup for, {where}",
        "work during every backup, work let go of before every loss",
        f"{min(one.during for one in rounds)} mutations or more during each backup,"
        f" {min(one.forgotten for one in rounds)} or more let go of",
        all(one.during > 0 and one.forgotten > 0 and one.epoch_changed for one in rounds),
    )
    yield Line(
        f"sign-ins after a restore, {where}",
        "only the device that had signed in after the backup",
        f"{sum(one.signed_in_again for one in rounds)} in {len(rounds)} restores",
        all(one.signed_in_again == 1 for one in rounds),
    )
