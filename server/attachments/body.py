"""The bytes of a chunk as they come in, in pieces, and never more of them than there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import request
from werkzeug.exceptions import ClientDisconnected

from server.attachments.parts import PIECE_BYTES
from server.errors import TooLarge


class Body:
    """This request's body, for an upload that has `room` for so many bytes. 413 if it announces more."""

    def __init__(self, room: int) -> None:
        self._announced = request.content_length
        self._room = room
        if self._announced is not None and self._announced > room:
            raise self._too_long()
        request.max_content_length = None  # the room is the limit
        self._stream: IO[bytes] = request.stream
        self._read = 0

    def __iter__(self) -> Iterator[bytes]:
        """Ends early, without a word, where the connection does: see `cut_short`."""
        while piece := self._piece():
            self._read += len(piece)
            if self._read > self._room:
                raise self._too_long()
            yield piece

    @property
    def cut_short(self) -> bool:
        return self._announced is not None and self._read < self._announced

    def _piece(self) -> bytes:
        try:
            return self._stream.read(PIECE_BYTES)
        except (ClientDisconnected, ConnectionError, TimeoutError):
            return b""

    @staticmethod
    def _too_long() -> TooLarge:
        return TooLarge("More bytes than the upload has room for.")
