"""What is wrong with a whole request: small classes, each with its HTTP status and a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class SyncError(Exception):
    """A request that cannot be read. Nothing in it took effect; the phone keeps its outbox."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "This request cannot be read"

    def __init__(self, detail: str = "", errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = dict(errors or {})


class NotJson(SyncError):
    """Not UTF-8, not JSON, or with a byte order mark."""

    code = "bad_json"
    title = "This is not JSON"


class DuplicateKey(SyncError):
    code = "duplicate_key"
    title = "A key is given twice"


class TooDeep(SyncError):
    code = "too_deep"
    title = "This JSON is nested too deeply"


class NotAnObject(SyncError):
    code = "not_an_object"
    title = "A request is a JSON object"


class NoProtocol(SyncError):
    """Without a protocol number nothing else can be understood."""

    code = "no_protocol"
    title = "The request does not say which protocol it speaks"


class UpgradeRequired(SyncError):
    """Another version of the protocol: the app must be brought up to date; the outbox is kept."""

    status = 426
    code = "upgrade_required"
    title = "The app needs to be brought up to date"


class UnknownKeys(SyncError):
    status = 422
    code = "unknown_keys"
    title = "The request has keys that mean nothing here"


class Unprocessable(SyncError):
    status = 422
    code = "invalid"
    title = "Something in the request has a wrong value"


class TooManyMutations(SyncError):
    status = 413
    code = "too_many_mutations"
    title = "Too many mutations in one request"


class TooLarge(SyncError):
    status = 413
    code = "too_large"
    title = "The request is too large"
