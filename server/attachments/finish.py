"""The end of an upload: all bytes are here, so they are checked, kept and linked to their attachment."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from server.attachments import links, uploads
from server.attachments.blobs import original
from server.attachments.described import Attachment, attachment
from server.attachments.handling import Handling
from server.attachments.parts import Ended, Part
from server.attachments.problems import ChecksumMismatch, Stopped, no_attachment, no_upload
from server.attachments.sniff import HEAD_BYTES, sniff
from server.attachments.uploads import Upload
from server.db import reading, run_writing
from server.jobs import enqueue

LATER = 10
"""Seconds until a worker looks whether the process that took the upload died before it was done."""


def expected(connection: Connection, record: str, person: str) -> Attachment:
    """The attachment that still waits for this person's bytes. Absent and another's are one answer."""
    found = attachment(connection, record)
    if found is None or found.person != person:
        raise no_attachment()
    if found.void:
        raise Stopped("This attachment was withdrawn.")
    if found.refused_code:
        raise Stopped("These bytes were refused.", code=found.refused_code)
    return found


def finish(handling: Handling, upload: Upload, part: Part) -> None:
    """Once for each upload, whoever comes first. What does not hash to what was promised is dropped: 460."""
    try:
        with part.held():
            with reading(handling.engine) as connection:
                fresh = uploads.find(connection, upload.id, upload.person, handling.clock.now())
                if fresh is None:
                    raise no_upload()
                waiting = expected(connection, upload.record, upload.person)
            if not fresh.finished:
                _check(handling, upload, waiting, part.sha256())
                _keep(handling, upload, sniff(part.head(HEAD_BYTES)))
            handling.parts.remove(upload.id)
    except Ended:
        raise_unless_finished(handling, upload)
    handling.errands.add(upload.sha256)


def raise_unless_finished(handling: Handling, upload: Upload) -> None:
    """Another request has ended it meanwhile: well, or by giving it up."""
    with reading(handling.engine) as connection:
        fresh = uploads.find(connection, upload.id, upload.person, handling.clock.now())
    if fresh is None or not fresh.finished:
        raise no_upload()


def _check(handling: Handling, upload: Upload, waiting: Attachment, sha256: str) -> None:
    if sha256 == upload.sha256 == waiting.blob:
        return
    run_writing(handling.engine, lambda connection: uploads.remove(connection, upload.id))
    handling.parts.remove(upload.id)
    raise ChecksumMismatch(
        "These are not the bytes that the record names. Nothing was stored.", code="hash_mismatch"
    )


def _keep(handling: Handling, upload: Upload, media_type: str) -> None:
    """First the bytes, then the row, and then a look whether the bytes are there: see `links.drop_blob`."""
    name, path, now = original(upload.sha256), handling.parts.path(upload.id), handling.clock.now()
    handling.blobs.keep(name, path)

    def work(connection: Connection) -> None:
        links.add_blob(connection, upload.sha256, upload.length, media_type, now)
        if not handling.blobs.exists(name):
            handling.blobs.keep(name, path)
        link(connection, upload, now, handling.errands.backlog)
        uploads.finish(connection, upload.id, now)

    run_writing(handling.engine, work)


def link(connection: Connection, upload: Upload, now: datetime, backlog: int) -> None:
    """The attachment has its bytes, and somebody will look at them even if this process dies.

    Where `backlog` others are before it, the worker gives this process a second more for each.
    """
    links.add_link(connection, upload.record, upload.sha256, upload.person, now)
    due = now + timedelta(seconds=LATER + backlog)
    enqueue(connection, "attachments.settle", {"sha256": upload.sha256}, due, key=upload.sha256)
