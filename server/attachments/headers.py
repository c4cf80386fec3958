"""The headers of tus 1.0.0, read strictly. Everything here is pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from server.attachments.problems import BadHeader
from server.ids import is_id

ALGORITHMS: dict[str, Callable[[], Hash]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
MAX_METADATA = 4000
_SHA256 = re.compile(rb"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_KEY = re.compile(r"[!-+\--~]{1,100}")


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `Upload-Metadata` must say: the record, and the hash that the bytes will have (64 hex digits)."""

    attachment: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one chunk must hash to."""

    algorithm: str
    digest: bytes

    def new(self) -> Hash:
        return ALGORITHMS[self.algorithm]()


def number(name: str, text: str | None) -> int:
    """The whole number of a header such as `Upload-Offset`."""
    if text is None or not _NUMBER.fullmatch(text):
        raise BadHeader(f"{name} must be a whole number.")
    return int(text)


def wanted(text: str | None) -> Wanted:
    found = metadata(text or "")
    attachment = found.get("attachment", b"").decode("ascii", "replace")
    sha256 = found.get("sha256", b"")
    if not is_id(attachment):
        raise BadHeader("Upload-Metadata needs attachment: the id of its record, in base64.")
    if not _SHA256.fullmatch(sha256):
        raise BadHeader("Upload-Metadata needs sha256: its 64 hex digits, in base64.")
    return Wanted(attachment, sha256.decode("ascii"))


def metadata(text: str) -> dict[str, bytes]:
    """`key base64,key base64,key` as a dict; a key without a value has an empty one."""
    if len(text) > MAX_METADATA:
        raise BadHeader("Upload-Metadata is too long.")
    found: dict[str, bytes] = {}
    for pair in text.split(",") if text.strip() else []:
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise BadHeader("Upload-Metadata cannot be read.")
        found[key] = _unbase64("Upload-Metadata", value)
    return found


def checksum(text: str | None) -> Checksum | None:
    if text is None:
        return None
    algorithm, _, encoded = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader("This checksum is not known here.", code="unknown_checksum")
    digest = _unbase64("Upload-Checksum", encoded)
    if len(digest) != len(ALGORITHMS[algorithm]().digest()):
        raise BadHeader("Upload-Checksum has another length than its kind.")
    return Checksum(algorithm, digest)


def _unbase64(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise BadHeader(f"{name} is not in base64.") from None
