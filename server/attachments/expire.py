"""What is dropped in time: uploads nobody goes on with, and bytes that no attachment has any more.

An erased record takes its link along, and the last link its blob, at the next run. Bytes that were never
linked have seven days; after a restore they have them anew, for phones may still bring their records back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from server.attachments import links, uploads
from server.attachments.handling import Handling
from server.attachments.limits import KEPT_UNLINKED
from server.attachments.tables import blob, blob_link, upload
from server.db import reading, run_writing
from server.installation import epoch
from server.records.models import record


def expire(handling: Handling) -> None:
    """Does all of it. Harmless to repeat, at any time, beside running uploads."""
    now = handling.clock.now()
    _drop_uploads(handling, now)
    for sha256 in _lost_their_record(handling):
        _drop(handling, sha256, now)
    before = now - KEPT_UNLINKED
    for sha256 in _never_linked(handling, before):
        _drop(handling, sha256, before)
    _drop_unknown_files(handling, before)


def _drop_uploads(handling: Handling, now: datetime) -> None:
    over = select(upload.c.id).where(upload.c.expires_at <= now)

    def work(connection: Connection) -> None:
        uploads.remove(connection, *connection.execute(over).scalars())

    with reading(handling.engine) as connection:
        some = connection.execute(over.limit(1)).first()
    if some:
        run_writing(handling.engine, work)
    with reading(handling.engine) as connection:
        unfinished = select(upload.c.id).where(upload.c.finished_at.is_(None))
        going_on = set(connection.execute(unfinished).scalars())
    handling.parts.sweep(going_on, now - KEPT_UNLINKED)


def _lost_their_record(handling: Handling) -> list[str]:
    """Removes the links of erased attachments; returns their blobs."""
    erased = ~exists().where(record.c.id == blob_link.c.record)
    with reading(handling.engine) as connection:
        lost = list(connection.execute(select(blob_link.c.sha256).where(erased).distinct()).scalars())
    if lost:
        gone = delete(blob_link).where(erased)
        run_writing(handling.engine, lambda connection: connection.execute(gone))
    return lost


def _never_linked(handling: Handling, before: datetime) -> list[str]:
    unlinked = ~exists().where(blob_link.c.sha256 == blob.c.sha256)
    with reading(handling.engine) as connection:
        wanted = select(blob.c.sha256).where(unlinked, blob.c.created_at < before)
        return list(connection.execute(wanted).scalars())


def _drop_unknown_files(handling: Handling, before: datetime) -> None:
    """Bytes without a row: kept just before a crash, or younger than the backup that was restored."""
    with reading(handling.engine) as connection:
        began = connection.execute(select(epoch.c.began).order_by(epoch.c.number.desc())).scalars().first()
    if began is None or began >= before:
        return
    for page in handling.blobs.pages():
        old = {kept.sha256 for kept in page if kept.modified < before}
        with reading(handling.engine) as connection:
            known = set(connection.execute(select(blob.c.sha256).where(blob.c.sha256.in_(old))).scalars())
        for sha256 in sorted(old - known):
            _drop(handling, sha256, before)
    handling.blobs.sweep(before)


def _drop(handling: Handling, sha256: str, before: datetime) -> None:
    run_writing(
        handling.engine, lambda connection: links.drop_blob(connection, handling.blobs, sha256, before)
    )
