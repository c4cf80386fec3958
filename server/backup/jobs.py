"""What the worker does for the next restore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.backup.outliving import keep
from server.config import settings
from server.db import engine
from server.jobs import every, job

KEEP_LISTS = "backup.keep_lists"


@job(KEEP_LISTS)
def keep_lists(_payload: Mapping[str, Any]) -> None:
    """Whoever erases asks for this in the same transaction."""
    keep(engine(), settings().data_dir)


@every("backup.keep_lists_daily", hours=24)
def keep_lists_daily() -> None:
    """For a worker that came to another folder."""
    keep(engine(), settings().data_dir)
