"""Every answer to a push comes after something was synced to disk: read from what the kernel was asked."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.durability.hanging import until
from tests.durability.phone import Json, Phone
from tests.live.server import LiveServer

STRACE = ("strace", "-f", "-ttt", "-y", "-s", "4096", "-e")
_NETWORK = "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fsync,fdatasync"
_SYNCS = "trace=fsync,fdatasync"
_LINE = re.compile(r"^(?P<task>\d+) +(?P<at>\d+\.\d+) (?P<call>.*)$")
_SYNC = re.compile(r"(?:<\.\.\. )?(?:fsync|fdatasync)\b.*= 0$")
_READ = re.compile(r"(?:<\.\.\. )?(?:read|readv|recvfrom|recvmsg)\b")
_WRITE = re.compile(r"(?:write|writev|sendto|sendmsg)\(")


def traceable() -> str | None:
    """Why nobody can look on here; None where one can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-e", _SYNCS, "true"], check=False, capture_output=True)
    return None if tried.returncode == 0 else tried.stderr.decode(errors="replace").strip()


class NotAllowed(Exception):
    """The system lets nobody look on at this process."""


@dataclass
class Synced:
    """Pushes, and what was synced between reading each and answering it."""

    pushes: int = 0
    syncs: int = 0
    """The fewest in between."""
    unsynced: list[str] = field(default_factory=list)
    """Mutations that were answered without."""
    unseen: list[str] = field(default_factory=list)
    """Those whose request or answer was not found in the record: a fault of the test."""


def under_strace(folder: Path) -> tuple[str, ...]:
    """For `LiveServer.under`: the server, and all it starts, with its calls written to `folder`/calls."""
    return (*STRACE, _NETWORK, "-o", str(folder / "calls"))


@contextmanager
def watching(process: int, to: Path) -> Iterator[None]:
    """Writes down what a process that runs already, and those it begins from now on, sync to disk.

    Raises `NotAllowed`.
    """
    command = [*STRACE, _SYNCS, "-o", str(to), "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        if "attached" not in strace.stderr.readline():
            raise NotAllowed("the system lets nobody look on at a process that runs already")
        try:
            yield
        finally:
            os.kill(strace.pid, signal.SIGINT)


def push(server: LiveServer, count: int) -> list[str]:
    """One push after the other, each of one mutation; the ids of the mutations."""
    phone = Phone(server, "lina")
    case = phone.create(phone.case())
    made: list[Json] = [phone.case() if number % 2 else phone.entry(case) for number in range(count)]
    for mutation in made:
        phone.create(mutation)
    return [mutation["id"] for mutation in made]


def compare(mutations: Sequence[str], network: Path, syncs: Path) -> Synced:
    """``network``: the calls of the serving processes; ``syncs``: those of whoever writes the database."""
    read, answered = _read_and_answered(set(mutations), network)
    moments = [float(line["at"]) for line in _lines(syncs) if _SYNC.match(line["call"])]
    seen = Synced(pushes=len(mutations))
    between = {}
    for mutation in mutations:
        if mutation in read and mutation in answered:
            between[mutation] = sum(read[mutation] < at < answered[mutation] for at in moments)
        else:
            seen.unseen.append(mutation)
    seen.unsynced = [mutation for mutation, found in between.items() if not found]
    seen.syncs = min(between.values(), default=0)
    return seen


def _read_and_answered(mutations: set[str], network: Path) -> tuple[dict[str, float], dict[str, float]]:
    """When each mutation came in from a phone, and when its receipt went out."""
    read: dict[str, float] = {}
    answered: dict[str, float] = {}
    for line in _lines(network):
        call = line["call"]
        for mutation in re.findall(r'\\"(?:id|mutation)\\": ?\\"([0-9a-f-]{36})\\"', call):
            if mutation not in mutations:
                continue
            if _READ.match(call) and '\\"mutations\\"' in call:
                read.setdefault(mutation, float(line["at"]))
            elif _WRITE.match(call) and '\\"receipts\\"' in call:
                answered.setdefault(mutation, float(line["at"]))
    return read, answered


def _lines(path: Path) -> Iterator[re.Match[str]]:
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _LINE.match(text):
            yield found


def all_written(path: Path, mutations: Sequence[str]) -> None:
    """Waits until the record has the last answer: it is written a little later."""
    until(
        "the record is written", lambda: mutations[-1] in path.read_text(encoding="utf-8", errors="replace")
    )
