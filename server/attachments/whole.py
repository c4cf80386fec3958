"""Bytes that come in one piece, from somebody who has no outbox: first the bytes, then their record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.attachments import uploads
from server.attachments.finish import finish
from server.attachments.handling import Handling
from server.attachments.limits import MAX_BYTES
from server.attachments.parts import Part
from server.attachments.receive import receive
from server.attachments.sniff import HEAD_BYTES, sniff
from server.attachments.uploads import Upload
from server.db import run_writing
from server.ids import new_id


@dataclass(frozen=True, slots=True)
class Whole:
    """What has arrived: its hash, how many bytes, and what its first bytes say it is."""

    sha256: str
    bytes: int
    type: str


def take_whole(handling: Handling, person: str, describe: Callable[[Whole], str]) -> None:
    """The body of this request as the bytes of one attachment.

    ``describe`` makes the attachment's record, as ``person``, and returns its id; what it raises leaves
    nothing behind. Twice is harmless where it makes the same record.
    """
    with _aside(handling) as (id, part):
        length = receive(part, 0, MAX_BYTES, None, handling.parts.folder)
        whole = Whole(part.sha256(), length, sniff(part.head(HEAD_BYTES)))
        record = describe(whole)
        now = handling.clock.now()
        upload = Upload(
            id=id, person=person, device=person, record=record, sha256=whole.sha256, length=length,
            metadata="", created_at=now, expires_at=uploads.expiry(now), finished_at=None,
        )  # fmt: skip
        pushed_out = run_writing(handling.engine, lambda connection: uploads.add(connection, upload))
        for old in pushed_out:
            handling.parts.remove(old)
        finish(handling, upload, part)


@contextmanager
def _aside(handling: Handling) -> Iterator[tuple[str, Part]]:
    """A file of its own, which is gone in the end: what is kept lies in the store by then."""
    id = new_id()
    try:
        with handling.parts.opened(id) as part:
            yield id, part
    finally:
        handling.parts.remove(id)
