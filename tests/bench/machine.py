"""What the machine itself costs: the figures that every other one stands on."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path


def fsync_ms(folder: Path, times: int = 200) -> float:
    """Median time of a 4 KiB append and its fsync in `folder`, in milliseconds."""
    spent = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def describe() -> str:
    """Processor count and versions, in one line."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {python}, {platform.system()}"


def resident_mb(pid: int) -> float:
    """Resident memory of a process and all its descendants, in MB (10^6 bytes)."""
    return sum(_resident(process) for process in _family(pid)) / 1e6


def _family(pid: int) -> list[int]:
    found = [pid]
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _parent(process) in found:
            found.append(int(process.name))
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return -1


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def at_rest_mb(pid: int, seconds: float = 3) -> float:
    """Resident memory of a server that was left alone for some seconds, in MB."""
    time.sleep(seconds)
    return resident_mb(pid)
