"""Who uses this installation's data folder: those who serve and work share it, a restore wants it alone."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import TextIO

from server.errors import CommandError


def share(data_dir: Path) -> TextIO:
    """Held until the process ends or the file is closed."""
    file = (data_dir / "in-use.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError("a restore is going on: start the server when it has finished") from None
    return file


def take_alone(data_dir: Path) -> TextIO:
    file = (data_dir / "in-use.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError("the server or a worker is running: stop it first") from None
    return file
