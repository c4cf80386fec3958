"""The beginning of an upload, which is also its end when these bytes are here already."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from server.attachments import headers, links, uploads
from server.attachments.finish import expected, link
from server.attachments.handling import Handling
from server.attachments.uploads import Upload
from server.db import run_writing
from server.ids import new_id


def begin(handling: Handling, person: str, device: str, length: int, metadata: str) -> Upload:
    """A new upload for one of this person's attachments; finished at once where nothing is left to send.

    That is so when the attachment has its bytes, or when this person has sent the very same ones for another.
    Knowing a hash is not enough: bytes that somebody else has sent must be sent again.
    """
    wanted = headers.wanted(metadata)
    now = handling.clock.now()
    upload = Upload(
        id=new_id(), person=person, device=device, record=wanted.attachment, sha256=wanted.sha256,
        length=length, metadata=metadata, created_at=now, expires_at=uploads.expiry(now), finished_at=None,
    )  # fmt: skip

    def work(connection: Connection) -> tuple[Upload, list[str]]:
        waiting = expected(connection, upload.record, person)
        pushed_out = uploads.add(connection, upload)
        if waiting.blob != upload.sha256 or not _is_here(connection, upload):
            return upload, pushed_out
        link(connection, upload, now, handling.errands.backlog)
        before = now - links.INSTANT
        uploads.finish(connection, upload.id, before)
        return replace(upload, finished_at=before), pushed_out

    begun, pushed_out = run_writing(handling.engine, work)
    for old in pushed_out:
        handling.parts.remove(old)
    if begun.finished:
        handling.errands.add(begun.sha256)
    return begun


def _is_here(connection: Connection, upload: Upload) -> bool:
    blob = links.hold(connection, upload.sha256)
    if blob is None or blob.bytes != upload.length or blob.state == "refused":
        return False
    return links.has_shown(connection, upload.person, upload.sha256)
