"""What is dropped in time, and what never is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from server.attachments.blobs import original
from server.attachments.expire import expire
from server.attachments.handling import Handling
from server.attachments.links import drop_blob
from server.attachments.tables import blob, blob_link, upload
from server.db import reading, run_writing
from server.installation import begin_epoch
from server.jobs import run_due, schedule_periodic
from server.records.models import record as record_table
from tests.server.attachments.conftest import Uploaders
from tests.server.attachments.pictures import jpeg
from tests.server.attachments.uploader import Uploader, sha256
from tests.server.conftest import FrozenClock

PHOTO, OTHER = jpeg(), jpeg(100, 100)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
Settled = Callable[[], None]


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], set[str]]:
    """The names of all files that the blobs' folder holds now."""
    return lambda: {path.name for path in (tmp_path / "blobs").glob("*/*")}


def all_of(content: bytes) -> set[str]:
    digest = sha256(content)
    return {digest, f"{digest}.view.jpg", f"{digest}.thumb.jpg"}


def erase(handled: Handling, *records: str) -> None:
    """As retention erases them."""
    gone = delete(record_table).where(record_table.c.id.in_(records))
    run_writing(handled.engine, lambda connection: connection.execute(gone))


def grow_old(tmp_path: Path, clock: FrozenClock, days: float) -> None:
    """The files' own age, by the station's clock, whatever day it is where the test runs."""
    then = (clock.now() - timedelta(days=days)).timestamp()
    for path in [*(tmp_path / "blobs").glob("*/*"), *(tmp_path / "uploads").glob("*")]:
        os.utime(path, (then, then))


def test_a_stored_photo_never_expires(
    li: Uploader, handled: Handling, clock: FrozenClock, settled: Settled, tmp_path: Path
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    clock.forward(days=400)
    grow_old(tmp_path, clock, 400)
    expire(handled)
    assert li.see(record).status_code == 200


def test_a_withdrawn_photo_stays_with_its_record(
    li: Uploader, handled: Handling, clock: FrozenClock, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    li.void(record)
    clock.forward(days=30)
    expire(handled)
    assert li.see(record).status_code == 200


def test_an_upload_nobody_goes_on_with_is_dropped_after_seven_days(
    li: Uploader, handled: Handling, clock: FrozenClock, tmp_path: Path
) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    part = tmp_path / "uploads" / path.rpartition("/")[2]
    clock.forward(days=6)
    grow_old(tmp_path, clock, 6)
    expire(handled)
    assert part.exists()
    assert li.offset(path) == 1000
    clock.forward(days=1, seconds=1)
    grow_old(tmp_path, clock, 8)
    expire(handled)
    assert not part.exists()
    with reading(handled.engine) as connection:
        assert connection.execute(select(upload)).all() == []


def test_the_last_erased_record_erases_its_blob(
    li: Uploader, uploader: Uploaders, handled: Handling, clock: FrozenClock, settled: Settled,
    files: Callable[[], set[str]],
) -> None:  # fmt: skip
    wang = uploader("wang")
    mine, theirs = li.attach(PHOTO), wang.attach(PHOTO)
    li.upload(mine, PHOTO)
    wang.upload(theirs, PHOTO)
    settled()
    clock.forward(hours=1)
    erase(handled, mine)
    expire(handled)
    assert files() == all_of(PHOTO)
    assert wang.see(theirs).status_code == 200
    erase(handled, theirs)
    expire(handled)
    assert files() == set()
    with reading(handled.engine) as connection:
        assert connection.execute(select(blob)).all() == []
        assert connection.execute(select(blob_link)).all() == []


def test_refused_bytes_are_dropped_after_seven_days(
    li: Uploader, handled: Handling, clock: FrozenClock, settled: Settled, files: Callable[[], set[str]]
) -> None:
    record = li.attach(SVG)
    li.upload(record, SVG)
    settled()
    expire(handled)
    assert files() == {sha256(SVG)}
    clock.forward(days=7, seconds=1)
    expire(handled)
    assert files() == set()
    assert li.fields(record)["refused_code"] == "bad_image"


def test_bytes_without_a_row_are_dropped_after_seven_days_but_not_soon_after_a_restore(
    li: Uploader, handled: Handling, clock: FrozenClock, files: Callable[[], set[str]], tmp_path: Path
) -> None:
    handled.blobs.keep(original(sha256(PHOTO)), PHOTO)
    clock.forward(days=30)
    run_writing(handled.engine, lambda connection: begin_epoch(connection, clock.now()))
    clock.forward(days=6)
    grow_old(tmp_path, clock, 20)
    expire(handled)
    assert files() == {sha256(PHOTO)}
    clock.forward(days=1, seconds=1)
    expire(handled)
    assert files() == set()


def test_young_bytes_without_a_row_are_left_alone(
    li: Uploader, handled: Handling, clock: FrozenClock, files: Callable[[], set[str]]
) -> None:
    """Somebody may just be writing the row."""
    clock.forward(days=30)
    handled.blobs.keep(original(sha256(PHOTO)), PHOTO)
    os.utime(next(Path(handled.blobs.folder or "").glob("*/*")), (clock.now().timestamp(),) * 2)
    expire(handled)
    assert files() == {sha256(PHOTO)}


def test_bytes_that_come_again_while_they_are_dropped_are_there_afterwards(
    li: Uploader, handled: Handling, clock: FrozenClock, settled: Settled, files: Callable[[], set[str]]
) -> None:
    """The order that hurts: kept, then dropped by housekeeping, and only then written down."""
    first = li.attach(PHOTO)
    li.upload(first, PHOTO)
    settled()
    erase(handled, first)
    with handled.engine.begin() as connection:
        connection.execute(delete(blob_link))
    clock.forward(days=8)
    real = handled.blobs.keep
    before = clock.now() - timedelta(days=7)

    def keep_and_be_overtaken(name: str, content: Path | bytes) -> None:
        handled.blobs.keep = real  # type: ignore[method-assign]  # once only
        real(name, content)
        dropped = run_writing(
            handled.engine,
            lambda connection: drop_blob(connection, handled.blobs, sha256(PHOTO), before),
        )
        assert dropped

    handled.blobs.keep = keep_and_be_overtaken  # type: ignore[method-assign]  # the moment in between
    second = li.attach(PHOTO)
    li.upload(second, PHOTO)
    settled()
    assert li.see(second).status_code == 200
    assert files() == all_of(PHOTO)


def test_housekeeping_runs_every_day_by_itself(
    li: Uploader, app: Flask, clock: FrozenClock, settled: Settled, files: Callable[[], set[str]]
) -> None:
    li.upload(li.attach(SVG), SVG)
    li.upload(li.attach(OTHER), OTHER)
    settled()
    schedule_periodic(app.extensions["gridwalk.engine"], clock.now())
    run_due(app)
    assert files() == {sha256(SVG)} | all_of(OTHER)
    clock.forward(days=8)
    run_due(app)
    assert files() == all_of(OTHER)
