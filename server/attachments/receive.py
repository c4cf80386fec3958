"""One chunk of an upload: from the wire to the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

from server.attachments.body import Body
from server.attachments.headers import Checksum
from server.attachments.parts import PIECE_BYTES, Ended, Moved, Part
from server.attachments.problems import ChecksumMismatch, CutShort, WrongOffset
from server.errors import TooLarge


def receive(part: Part, offset: int, room: int, checksum: Checksum | None, folder: Path) -> int:
    """Appends the body of this request at `offset`; returns the offset that is now safe on disk.

    A chunk that is cut short stays as far as it came. One with a checksum is put aside in `folder` first and
    appended only when it is whole and right, for of a wrong one nothing may stay, whenever the process dies.
    """
    size = part.size()
    if size != offset:
        raise WrongOffset(size)
    body = Body(room)
    try:
        if checksum is None:
            _append_as_it_comes(part, offset, body)
        else:
            _append_when_right(part, offset, body, checksum, folder)
    except Moved as moved:
        raise WrongOffset(moved.size) from None
    except Ended:
        raise WrongOffset from None
    if body.cut_short:
        raise CutShort
    return part.sync()


def _append_as_it_comes(part: Part, offset: int, body: Body) -> None:
    at = offset
    try:
        for piece in body:
            at = part.append(at, piece)
    except TooLarge:
        part.rewind(at, offset)
        raise


def _append_when_right(part: Part, offset: int, body: Body, checksum: Checksum, folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as aside:
        digest = checksum.new()
        for piece in body:
            digest.update(piece)
            aside.write(piece)
        if body.cut_short:
            return
        if digest.digest() != checksum.digest:
            raise ChecksumMismatch("The bytes changed on their way. This chunk was not kept; send it again.")
        aside.seek(0)
        at = offset
        while piece := aside.read(PIECE_BYTES):
            at = part.append(at, piece)
