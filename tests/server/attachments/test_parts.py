"""Bytes on their way: what two senders, a hanging connection and a killed process leave in the file."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.attachments.parts import Ended, Moved, Parts
from server.errors import DiskFull


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "uploads")


def test_bytes_are_appended_where_the_file_ends(parts: Parts) -> None:
    with parts.opened("one") as part:
        assert part.append(0, b"first") == 5
        assert part.append(5, b" second") == 12
        assert part.sync() == 12
    assert parts.path("one").read_bytes() == b"first second"


def test_of_two_senders_one_goes_on_and_the_other_finds_that_the_file_has_moved(parts: Parts) -> None:
    with parts.opened("one") as mine, parts.opened("one") as theirs:
        assert mine.append(0, b"mine") == 4
        with pytest.raises(Moved) as moved:
            theirs.append(0, b"theirs")
        assert moved.value.size == 4
        assert mine.append(4, b" go on") == 10
    assert parts.path("one").read_bytes() == b"mine go on"


def test_a_sender_that_hung_cannot_write_behind_the_one_that_went_on(parts: Parts) -> None:
    with parts.opened("one") as hanging:
        hanging.append(0, b"0123")
        with parts.opened("one") as fresh:
            fresh.append(4, b"4567")
        with pytest.raises(Moved):
            hanging.append(4, b"....")
    assert parts.path("one").read_bytes() == b"01234567"


def test_nobody_appends_to_what_was_given_up(parts: Parts) -> None:
    with parts.opened("one") as part:
        part.append(0, b"0123")
        parts.remove("one")
        with pytest.raises(Ended):
            part.append(4, b"4567")
    assert not parts.path("one").exists()


def test_taking_back_leaves_what_was_there_before(parts: Parts) -> None:
    with parts.opened("one") as part:
        part.append(0, b"good")
        part.append(4, b" too much")
        part.rewind(13, 4)
    assert parts.path("one").read_bytes() == b"good"


def test_a_process_that_is_killed_leaves_what_it_had_written(parts: Parts) -> None:
    code = (
        "import os, sys; from pathlib import Path; from server.attachments.parts import Parts\n"
        "with Parts(Path(sys.argv[1])).opened('one') as part:\n"
        "    part.append(0, b'x' * 100_000); os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(parts.folder)], check=False)
    with parts.opened("one") as part:
        assert part.size() == 100_000
        assert part.append(100_000, b"y") == 100_001


def test_a_full_disk_is_said_and_what_it_took_is_kept(parts: Parts) -> None:
    """A process may write 50,000 bytes into a file, which it meets like the end of a disk."""
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from server.attachments.parts import Parts; from server.errors import DiskFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "with Parts(Path(sys.argv[1])).opened('one') as part:\n"
        "    part.append(0, b'x' * 40_000)\n"
        "    try: part.append(40_000, b'y' * 40_000)\n"
        "    except DiskFull: print('full at', part.sync())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(parts.folder)], capture_output=True, text=True, check=True
    )
    assert run.stdout == "full at 50000\n"
    with parts.opened("one") as part:
        assert part.append(50_000, b"y" * 30_000) == 80_000


def test_a_device_without_room_is_a_full_disk(parts: Parts) -> None:
    os.symlink("/dev/full", parts.path("full"))
    with parts.opened("full") as part, pytest.raises(DiskFull):
        part.append(0, b"x")


def test_old_files_of_no_upload_are_swept_away(parts: Parts) -> None:
    for name in ("going on", "given up"):
        with parts.opened(name) as part:
            part.append(0, b"x")
    parts.sweep({"going on"}, datetime.now(UTC) - timedelta(days=7))
    assert parts.path("given up").exists()
    parts.sweep({"going on"}, datetime.now(UTC) + timedelta(days=1))
    assert not parts.path("given up").exists()
    assert parts.path("going on").exists()
