"""A disk that is full, and then has room again."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.databases import SETTING
from tests.durability.kills import Killed, look
from tests.durability.phone import Phone
from tests.durability.postgres import killable_postgres
from tests.durability.sender import Sender
from tests.durability.stored import Stored
from tests.live.server import LiveServer

PHONES = ("lina", "maizhiming")
LIMIT = 20_000
"""Bytes of a file after which a process that is limited finds no room: less than an upload or a log has."""
MEGABYTES = 24
STEPS = 2_000
"""So often a phone tries before the test says that this disk does not get full."""

NO_MOUNTS = "the system lets nobody mount a small disk of their own"

_WAYS = (
    ("unshare", "--mount"),
    ("unshare", "--user", "--map-current-user", "--keep-caps", "--mount"),
)
_MOUNT = 'mount -t tmpfs -o size="$1"m,mode=1777 tmpfs "$2" && shift 2 && exec "$@"'


@cache
def own_mounts() -> tuple[str, ...] | None:
    """How a process gets a file system of its own; None where the system lets nobody have one."""
    for way in _WAYS:
        command = [*way, "sh", "-c", _MOUNT, "sh", "1", "/mnt", "true"]
        if shutil.which(way[0]) and subprocess.run(command, check=False, capture_output=True).returncode == 0:
            return way
    return None


def why_not_postgresql() -> str | None:
    """Why no PostgreSQL can be put on a small disk here; None where one can."""
    way = own_mounts()
    if SETTING in os.environ:
        return "the PostgreSQL that was given to the tests is not theirs to fill"
    if way is None or (os.getuid() == 0 and "--user" in way):
        return NO_MOUNTS
    return None


def on_a_small_disk(folder: Path, megabytes: int) -> tuple[str, ...]:
    """What starts a program that sees a small file system, empty at first, in the place of `folder`."""
    way = own_mounts()
    if way is None:
        raise RuntimeError(NO_MOUNTS)
    return (*way, "sh", "-c", _MOUNT, "sh", str(megabytes), str(folder))


class Disk(Protocol):
    """What a station, or its database, lies on."""

    def fill(self) -> None: ...
    def make_room(self) -> None: ...


@dataclass
class SmallDisk:
    """A file system that only a process and its children see, at `folder`."""

    process: Callable[[], int]
    folder: Path

    @property
    def inside(self) -> Path:
        """The same folder, from outside."""
        return Path(f"/proc/{self.process()}/root{self.folder}")

    def fill(self) -> None:
        with (self.inside / "ballast").open("wb", buffering=0) as ballast:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while ballast.write(b"x" * size):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self) -> None:
        (self.inside / "ballast").unlink()


def seen_from_outside(server: LiveServer, disk: SmallDisk, copy: Path) -> Stored:
    """What the station on this disk has stored. SQLite follows every link to where it would lie outside, so
    its database is looked at in a copy, made while the station's processes stand still.
    """
    copy.mkdir()

    def refresh() -> None:
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("ascii").split()
        family = [server.pid, *map(int, children)]
        for process in family:
            os.kill(process, signal.SIGSTOP)
        try:
            for old in copy.iterdir():
                old.unlink()
            for name in ("gridwalk.sqlite3", "gridwalk.sqlite3-wal"):
                shutil.copy(disk.inside / name, copy / name)
        finally:
            for process in family:
                os.kill(process, signal.SIGCONT)

    return Stored(f"sqlite:///{copy / 'gridwalk.sqlite3'}", disk.inside / "blobs", refresh)


def move_to_a_small_disk(server: LiveServer) -> SmallDisk:
    """Starts the station anew with its data folder on a disk that only its processes see.

    Its log goes where it went before, outside.
    """
    server.stop()
    folder = server.data_dir
    aside = folder.with_name(f"{folder.name}-aside")
    shutil.copytree(folder, aside)
    copying = ("sh", "-c", 'cp -a "$1"/. "$2" && shift 2 && exec "$@"', "sh", str(aside), str(folder))
    server.under = (*on_a_small_disk(folder, MEGABYTES), *copying)
    server.start()
    return SmallDisk(lambda: server.pid, folder)


@contextmanager
def database_on_a_small_disk(folder: Path) -> Iterator[tuple[str, SmallDisk]]:
    """The address of a new PostgreSQL database whose tables lie on a disk of their own.

    The server's log of changes lies elsewhere: where that has no room the server stops at once, by design,
    and starts again only when there is some.
    """
    small = folder / "small"
    small.mkdir()
    with killable_postgres(folder / "pg") as postgres:
        postgres.stop()
        postgres.under = on_a_small_disk(small, MEGABYTES)
        postgres.start()
        try:
            disk = SmallDisk(lambda: postgres.pid, small)
            tables = disk.inside / "tables"
            tables.mkdir(mode=0o700)
            owner = postgres.folder.stat()
            os.chown(tables, owner.st_uid, owner.st_gid)
            address = postgres.postgres.new_database()
            name = sql.Identifier(str(make_url(address).database))
            admin = make_url(address).set(drivername="postgresql", database="postgres")
            with psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True) as connection:
                place = sql.Literal(str(small / "tables"))
                connection.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(place))
                connection.execute(sql.SQL("ALTER DATABASE {} SET TABLESPACE small").format(name))
            yield address, disk
        finally:
            # What lay on the small disk is gone with the server.
            postgres.stop()


@dataclass
class ShortFiles:
    """Where no file may be longer than `LIMIT`: to the station's processes that is a disk's end."""

    server: LiveServer

    def fill(self) -> None:
        self.server.limit_files(LIMIT)

    def make_room(self) -> None:
        self.server.limit_files()


@dataclass
class Full:
    """What phones were told of a full disk, and what became of their work."""

    pushes: set[tuple[int, str]] = field(default_factory=set)
    """Status and media type of what a push was answered while the disk was full, but 200."""
    uploads: set[tuple[int, str]] = field(default_factory=set)
    reads: set[int] = field(default_factory=set)
    """What those were answered meanwhile who only read."""
    after: Killed = field(default_factory=Killed)

    @property
    def is_as_promised(self) -> bool:
        told = self.pushes | self.uploads
        return (
            bool(told)
            and told <= {(status, "application/problem+json") for status in (503, 507)}
            and self.reads == {200}
            and not self.after.faults
        )


def fill(server: LiveServer, stored: Stored, disk: Disk, seed: int, *, uploads: bool = True) -> Full:
    """Phones send before, while and after the disk is full; the station is not started anew.

    ``uploads``: whether the bytes of attachments lie on that disk too; then both have to be refused.
    """
    before = stored.records()
    senders = [Sender(server, login, seed + number) for number, login in enumerate(PHONES)]
    reader = Phone(server, "zhangwei")
    seen, over = Full(), threading.Event()

    def refused() -> bool:
        for sender in senders:
            seen.pushes |= sender.counts.pushes
            seen.uploads |= sender.counts.uploads
        return bool(seen.pushes and (seen.uploads or not uploads))

    for sender in senders:
        while len(sender.told) < 20 or not sender.has_bytes_to_send():
            sender.step()
    disk.fill()
    try:
        for _ in range(STEPS):
            for sender in senders:
                sender.step()
            if refused():
                break
        seen.reads = {reader.sync([]).status, reader.ask("GET", "/healthz").status}
    finally:
        disk.make_room()
    over.set()
    with ThreadPoolExecutor(len(senders)) as threads:
        for thread in [threads.submit(sender.run, over, threading.Event()) for sender in senders]:
            thread.result()
    look(stored, senders, before.keys(), seen.after)
    return seen
