"""Where bytes lie for good: the same promises from files, S3 and memory."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.attachments.blobs import Blobs, derived, everything_of, original
from server.attachments.stores import open_store
from server.errors import DiskFull, SettingsError, Unavailable
from tests.server.attachments.bucket import Bucket, bucket

CONTENT = os.urandom(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
NAME = original(SHA256)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    with bucket() as server:
        yield server


@pytest.fixture(params=["file", "s3", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "s3":
        server: Bucket = request.getfixturevalue("s3")
        address = f"s3://photos/district?endpoint={server.address}&region=cn-south-1"
    else:
        address = {"file": f"file:{tmp_path / 'blobs'}", "memory": "memory:"}[request.param]
    return Blobs(*open_store(address))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    path = tmp_path / "content"
    path.write_bytes(CONTENT)
    return path


def test_what_was_kept_is_read_again(blobs: Blobs, content: Path, tmp_path: Path) -> None:
    blobs.keep(NAME, content)
    assert blobs.exists(NAME)
    assert b"".join(blobs.read(NAME)) == CONTENT
    with blobs.opened(NAME, tmp_path) as file:
        assert file.read() == CONTENT
        assert file.fileno() > 0


def test_keeping_the_same_bytes_twice_is_harmless(blobs: Blobs, content: Path) -> None:
    blobs.keep(NAME, content)
    blobs.keep(NAME, content)
    assert b"".join(blobs.read(NAME)) == CONTENT


def test_what_is_not_there_is_said_at_once(blobs: Blobs, tmp_path: Path) -> None:
    assert not blobs.exists(NAME)
    with pytest.raises(FileNotFoundError):
        blobs.read(NAME)
    with pytest.raises(FileNotFoundError), blobs.opened(NAME, tmp_path):
        pass


def test_deleting_takes_derivatives_along_and_can_be_repeated(blobs: Blobs, content: Path) -> None:
    blobs.keep(NAME, content)
    blobs.keep(derived(SHA256, "view"), b"view")
    blobs.delete(*everything_of(SHA256))
    blobs.delete(*everything_of(SHA256))
    assert not any(blobs.exists(name) for name in everything_of(SHA256))


def test_everything_is_listed_with_its_hash_and_age(blobs: Blobs, content: Path) -> None:
    blobs.keep(NAME, content)
    blobs.keep(derived(SHA256, "thumb"), b"thumb")
    found = [kept for page in blobs.pages() for kept in page]
    assert {kept.name for kept in found} == {NAME, derived(SHA256, "thumb")}
    assert {kept.sha256 for kept in found} == {SHA256}
    assert all(abs(datetime.now(UTC) - kept.modified) < timedelta(minutes=5) for kept in found)


def test_a_file_and_its_folders_are_on_disk_before_it_counts_as_kept(tmp_path: Path, content: Path) -> None:
    """Every name on the way is synced after the file got its name; a power cut then loses nothing."""
    synced: list[str] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        synced.append(f"{path} {Path(path).is_dir() or Path(path).read_bytes() == CONTENT}")
        real(descriptor)

    blobs = Blobs(*open_store(f"file:{tmp_path / 'blobs'}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", noted)
        blobs.keep(NAME, content)
    folder = tmp_path / "blobs"
    assert synced == [f"{path} True" for path in (folder / NAME, (folder / NAME).parent, folder)]


def test_a_torn_file_is_made_whole_by_the_next_keeper(tmp_path: Path, content: Path) -> None:
    blobs = Blobs(*open_store(f"file:{tmp_path / 'blobs'}"))
    blobs.keep(NAME, content)
    (tmp_path / "blobs" / NAME).write_bytes(CONTENT[:1000])
    blobs.keep(NAME, content)
    assert b"".join(blobs.read(NAME)) == CONTENT


def test_a_full_disk_is_said_and_leaves_nothing_under_the_name(tmp_path: Path, content: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from server.attachments.blobs import Blobs; from server.attachments.stores import open_store\n"
        "from server.errors import DiskFull\n"
        "blobs = Blobs(*open_store('file:' + sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))\n"
        "try: blobs.keep(sys.argv[2], Path(sys.argv[3]))\n"
        "except DiskFull: print('full', blobs.exists(sys.argv[2]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "blobs.keep(sys.argv[2], Path(sys.argv[3])); print('kept', blobs.exists(sys.argv[2]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "blobs"), NAME, str(content)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "full False\nkept True\n"


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    blobs = Blobs(*open_store(f"file:{tmp_path / 'blobs'}"))
    blobs.keep(NAME, b"whole")
    left = tmp_path / "blobs" / f"{NAME}#1"
    left.write_bytes(b"half")
    blobs.sweep(datetime.now(UTC) - timedelta(days=7))
    assert left.exists()
    blobs.sweep(datetime.now(UTC) + timedelta(days=1))
    assert not left.exists()
    assert blobs.exists(NAME)


def test_s3_is_asked_in_the_bucket_and_folder_of_the_address(s3: Bucket) -> None:
    Blobs(*open_store(f"s3://photos/district?endpoint={s3.address}")).keep(NAME, b"bytes")
    assert s3.things == {f"photos/district/{NAME}": b"bytes"}


def test_a_storage_that_does_not_answer_means_not_now(s3: Bucket) -> None:
    blobs = Blobs(*open_store(f"s3://photos?endpoint={s3.address}"))
    s3.broken = True
    with pytest.raises(Unavailable):
        blobs.keep(NAME, b"bytes")
    with pytest.raises(Unavailable):
        blobs.exists(NAME)


@pytest.mark.parametrize(
    "address", ["", "blobs", "s3:", "s3://", "http://somewhere", "s3://photos?endpiont=x"]
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        open_store(address)


def test_a_relative_folder_is_made_where_the_process_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        Blobs(*open_store("file:some/blobs")).keep(NAME, b"bytes")
        assert (Path(folder) / "some/blobs" / NAME).read_bytes() == b"bytes"


def test_a_folder_that_cannot_be_written_is_no_fault_of_ours(tmp_path: Path) -> None:
    blobs = Blobs(*open_store(f"file:{tmp_path / 'blobs'}"))
    (tmp_path / "blobs" / NAME).parent.write_text("a file where a folder should be")
    with pytest.raises((Unavailable, DiskFull)):
        blobs.keep(NAME, b"bytes")
