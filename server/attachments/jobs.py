"""What the worker does for attachments: what a crash has left, and what has had its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.attachments.expire import expire
from server.attachments.handling import handling
from server.attachments.settle import settle
from server.jobs import every, job


@job("attachments.settle", lease=120)
def settle_later(payload: Mapping[str, Any]) -> None:
    """Finds nothing left to do, as a rule: the process that took the upload has done it at once."""
    settle(handling(), payload["sha256"])


@every("attachments.expire", hours=24)
def expire_daily() -> None:
    expire(handling())
