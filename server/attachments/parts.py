"""Bytes on their way: one file for each upload, whose size is the offset.

Every append looks at the size under the file's lock. Of two senders the first to append goes on, and the
other finds that the file has moved; a connection that hangs holds nothing up. The file is the only truth
about the offset, so a killed process loses nothing that had arrived.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from server.errors import DiskFull

PIECE_BYTES = 32 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = "The station's disk is full. What had come is kept; go on later."


class Moved(Exception):
    """Somebody else has appended meanwhile. `size` is what the file has now."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class Ended(Exception):
    """The upload was finished or given up meanwhile."""


class Part:
    """One upload's file, open. Made by `Parts.opened`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def append(self, at: int, data: bytes) -> int:
        """Writes `data` at the end, which must be `at`. Returns the new end. What a full disk took stays."""
        with self._alone():
            self._must_be_at(at)
            rest = memoryview(data)
            while rest:
                try:
                    done = os.pwrite(self._descriptor, rest, at)
                except OSError as error:
                    if error.errno not in _FULL:
                        raise
                    raise DiskFull(_FULL_WORDS) from error
                rest, at = rest[done:], at + done
        return at

    def rewind(self, end: int, start: int) -> None:
        """Takes back what was appended from `start` on, if nobody has gone on from `end` since."""
        with self._alone():
            self._must_be_at(end)
            os.ftruncate(self._descriptor, start)

    def sync(self) -> int:
        """Makes durable what is there. Returns the size that holds for."""
        size = self.size()
        os.fsync(self._descriptor)
        return size

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody appends and nobody else finishes while this is held."""
        with self._alone():
            yield

    def sha256(self) -> str:
        digest = hashlib.sha256()
        at = 0
        while piece := os.pread(self._descriptor, 1 << 20, at):
            digest.update(piece)
            at += len(piece)
        return digest.hexdigest()

    def head(self, length: int) -> bytes:
        return os.pread(self._descriptor, length, 0)

    def _must_be_at(self, at: int) -> None:
        size = self.size()
        if size != at:
            raise Moved(size)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            if os.fstat(self._descriptor).st_nlink == 0:
                raise Ended
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)


class Parts:
    """The folder of all uploads that are on their way. Every web process of a station shares it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, upload: str) -> Path:
        return self.folder / upload

    @contextmanager
    def opened(self, upload: str) -> Iterator[Part]:
        """The upload's file; a new one if there is none (just begun, or this database came from a backup)."""
        path = self.path(upload)
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._sync_folder()
        try:
            yield Part(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, upload: str) -> None:
        self.path(upload).unlink(missing_ok=True)

    def sweep(self, going_on: Set[str], before: datetime) -> None:
        """Removes the files that belong to no upload any more and were not touched since."""
        for path in self.folder.iterdir():
            if path.name not in going_on and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
