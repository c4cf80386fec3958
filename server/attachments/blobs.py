"""Where bytes lie for good, named by their SHA-256, in whatever store the settings name.

"Kept" means that a power cut does not lose it: a file and the folders that name it are synced before `keep`
returns. Two keepers of the same bytes write the same file, each whole, so neither can spoil it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError

from server.attachments.stores import Store
from server.errors import DiskFull, Unavailable

READ_BYTES = 256 * 1024

_FULL = ("(os error 28)", "(os error 122)", "(os error 27)")
"""No space left, quota exceeded, file too large: what the store's library says of a full disk."""


def original(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def derived(sha256: str, size: str) -> str:
    return f"{original(sha256)}.{size}.jpg"


def everything_of(sha256: str) -> tuple[str, ...]:
    return original(sha256), derived(sha256, "view"), derived(sha256, "thumb")


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing in the store."""

    name: str
    modified: datetime

    @property
    def sha256(self) -> str:
        return self.name.rpartition("/")[2][:64]


class Blobs:
    """The store. `name` is what `original` and `derived` say. A missing one raises FileNotFoundError."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder

    def keep(self, name: str, content: Path | bytes) -> None:
        """Keeps `content` under `name`; when this returns, it is there to stay."""
        with _storage_faults():
            obstore.put(self._store, name, content, use_multipart=False)
        if self.folder:
            path = self.folder / name
            for synced in (path, path.parent, self.folder):
                _sync(synced)

    def exists(self, name: str) -> bool:
        try:
            with _storage_faults():
                obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes, piece by piece. Raises at once, not with the first piece, if there are none."""
        with _storage_faults():
            found = obstore.get(self._store, name)
        return (bytes(piece) for piece in found.stream(min_chunk_size=READ_BYTES))

    @contextmanager
    def opened(self, name: str, scratch: Path) -> Iterator[BinaryIO]:
        """The bytes as a file that another process can read; `scratch` holds it if it lies elsewhere."""
        if self.folder:
            with (self.folder / name).open("rb") as file:
                yield file
            return
        with tempfile.TemporaryFile(dir=scratch) as copy:
            for piece in self.read(name):
                copy.write(piece)
            copy.seek(0)
            yield copy

    def delete(self, *names: str) -> None:
        """Deletes what is there of these; harmless to repeat."""
        for name in names:
            try:
                with _storage_faults():
                    obstore.delete(self._store, name)
            except FileNotFoundError:
                continue
        if self.folder:
            for folder in {(self.folder / name).parent for name in names}:
                if folder.exists():
                    _sync(folder)

    def pages(self) -> Iterator[Sequence[Kept]]:
        """Everything that is kept, some hundred at a time."""
        with _storage_faults():
            for page in obstore.list(self._store, chunk_size=500):
                yield [Kept(meta["path"], meta["last_modified"]) for meta in page]

    def sweep(self, before: datetime) -> None:
        """Removes what a writer that died halfway has left in our folders; the listing does not show it."""
        if self.folder:
            for path in self.folder.glob("*/*#*"):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)


@contextmanager
def _storage_faults() -> Iterator[None]:
    """The store's own errors in our words. FileNotFoundError passes: what it means, the caller knows."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        if any(sign in str(error) for sign in _FULL):
            raise DiskFull("The station's disk is full. Nothing was stored; try again later.") from error
        raise Unavailable("The station's storage does not answer. Nothing was stored; try again.") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
