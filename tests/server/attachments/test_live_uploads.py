"""Uploads over real connections: clients that are not ours, cut lines, killed processes, a full disk."""

from __future__ import annotations

import hashlib
import json
import resource
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tusclient.client import TusClient

from tests.live.server import GRIDWALK, ROOT, LiveServer, live_server
from tests.server.attachments.live import LivePhone, peak_memory, serving_processes, status_of
from tests.server.attachments.pictures import bomb, encoded, endless, jpeg, photo

HERE = Path(__file__).parent
PHOTO = jpeg(1600, 1200, quality=70)
MB = 1_000_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo district, served by two processes; on PostgreSQL with its worker, as an operator runs it."""
    folder, options = tmp_path_factory.mktemp("station"), ("--workers", "2")
    if request.param == "sqlite":
        with live_server(folder, options=options) as live:
            yield live
        return
    postgres = request.getfixturevalue("postgres")
    address = postgres.new_database()
    with live_server(folder, database_url=address, options=options) as live:
        worker = subprocess.Popen([*GRIDWALK, "worker"], cwd=ROOT, env=dict(live.environ))
        yield live
        worker.terminate()
        worker.wait(60)
    postgres.drop(address)


@pytest.fixture
def content() -> bytes:
    """A photo that nobody has sent before."""
    return PHOTO + secrets.token_bytes(16)


@pytest.fixture
def phone(server: LiveServer) -> LivePhone:
    return LivePhone(server)


def test_tuspy_uploads_in_chunks_breaks_off_and_goes_on(
    phone: LivePhone, content: bytes, tmp_path: Path
) -> None:
    record = phone.attach(content)
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    client = TusClient(f"{phone.server.url}/api/uploads", {"Authorization": f"Bearer {phone.token}"})
    metadata = {"attachment": record, "sha256": hashlib.sha256(content).hexdigest(), "filename": "photo.jpg"}
    first = client.uploader(str(path), chunk_size=50_000, metadata=metadata, upload_checksum=True)
    first.upload(stop_at=100_000)
    assert first.offset == 100_000
    second = client.uploader(str(path), chunk_size=70_000, url=first.url, upload_checksum=True)
    assert second.offset == 100_000
    second.upload()
    fields, _ = phone.wait_until_looked_at(record)
    assert fields["stored"] is True
    again = client.uploader(str(path), chunk_size=50_000, metadata=metadata, upload_checksum=True)
    again.upload()
    assert phone.fields(record) == fields


def test_tus_js_client_uploads_in_chunks_breaks_off_and_goes_on(
    phone: LivePhone, content: bytes, tmp_path: Path
) -> None:
    record = phone.attach(content)
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    given = {
        "url": phone.server.url, "token": phone.token, "file": str(path), "record": record,
        "sha256": hashlib.sha256(content).hexdigest(), "breakAfter": 2,
    }  # fmt: skip
    node = shutil.which("node")
    assert node, "node is needed for the tests"
    run = subprocess.run(
        [node, HERE / "tus_js.mjs", ROOT / "pwa", json.dumps(given)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["resumedAt"] == 80_000
    assert said["offsets"] == [*range(40_000, len(content), 40_000), len(content)]
    assert phone.wait_until_looked_at(record)[0]["stored"] is True
    repeated = subprocess.run(
        [node, HERE / "tus_js.mjs", ROOT / "pwa", json.dumps({**given, "breakAfter": 0})],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert repeated.returncode == 0, repeated.stderr


def test_a_line_that_is_cut_leaves_what_had_come(phone: LivePhone, content: bytes) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    with phone.slow_patch(path, 0, len(content)) as wire:
        wire.sendall(content[:100_000])
    wait_for_offset(phone, path, 100_000)
    assert phone.offset(path) == 100_000
    status, answered = phone.patch(path, 100_000, content[100_000:])
    assert (status, answered["upload-offset"]) == (204, str(len(content)))
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_a_sender_need_not_say_how_much_it_sends(phone: LivePhone, content: bytes) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    pieces = (content[at : at + 100_000] for at in range(0, len(content), 100_000))
    status, answered = phone.patch(path, 0, pieces)
    assert (status, answered["upload-offset"]) == (204, str(len(content)))
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_a_sender_that_sends_more_than_there_is_room_for_is_stopped(phone: LivePhone, content: bytes) -> None:
    path = phone.begin(phone.attach(content), content)
    pieces = (b"x" * 100_000 for _ in range(100))
    assert phone.patch(path, 0, pieces)[0] == 413
    assert phone.offset(path) == 0


def test_a_server_that_is_killed_in_the_middle_keeps_what_had_come(phone: LivePhone, content: bytes) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    assert phone.patch(path, 0, content[:1000])[0] == 204
    with phone.slow_patch(path, 1000, len(content) - 1000) as wire:
        wire.sendall(content[1000:200_000])
        wait_for_offset(phone, path, 150_000)
        phone.server.kill()
    phone.server.start()
    at = phone.offset(path)
    assert 150_000 <= at <= 200_000
    assert phone.patch(path, at, content[at:])[0] == 204
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_a_server_that_is_killed_right_after_the_last_byte_still_stores_the_photo(
    phone: LivePhone, content: bytes
) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    assert phone.patch(path, 0, content)[0] == 204
    phone.server.kill()
    phone.server.start()
    assert phone.offset(path) == len(content)
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_of_two_senders_at_once_one_wins(phone: LivePhone, content: bytes) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    with (
        phone.slow_patch(path, 0, len(content)) as one,
        phone.slow_patch(path, 0, len(content)) as other,
    ):
        for at in range(0, len(content), 20_000):
            for wire in (one, other):
                with_loss(wire, content[at : at + 20_000])
        statuses = sorted([status_of(one), status_of(other)])
    assert statuses == [204, 409]
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_a_sender_that_hangs_holds_nobody_up(phone: LivePhone, content: bytes) -> None:
    record = phone.attach(content)
    path = phone.begin(record, content)
    with phone.slow_patch(path, 0, len(content)) as hanging:
        hanging.sendall(content[:65_536])
        wait_for_offset(phone, path, 65_536)
        assert phone.patch(path, 65_536, content[65_536:])[0] == 204
    assert phone.wait_until_looked_at(record)[0]["stored"] is True


def test_a_full_disk_is_said_and_the_upload_goes_on_when_there_is_room_again(phone: LivePhone) -> None:
    """The serving processes may not write past so many bytes of a file: to them that is a disk's end."""
    content = encoded(photo(2400, 1800), "PNG", compress_level=1)[: 9 * MB + MB // 2]
    record = phone.attach(content)
    path = phone.begin(record, content)
    processes = serving_processes(phone.server)
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (9 * MB, resource.RLIM_INFINITY))
    try:
        status, _ = phone.patch(path, 0, content)
        assert status == 507
        assert phone.offset(path) == 9 * MB
        assert phone.patch(path, 9 * MB, content[9 * MB :])[0] == 507
    finally:
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    status, answered = phone.patch(path, 9 * MB, content[9 * MB :])
    assert (status, answered["upload-offset"]) == (204, str(len(content)))


def test_each_of_ten_photos_is_looked_at(phone: LivePhone) -> None:
    records = []
    for _ in range(10):
        content = PHOTO + secrets.token_bytes(16)
        records.append(phone.attach(content))
        assert phone.patch(phone.begin(records[-1], content), 0, content)[0] == 204
    for record in records:
        assert phone.wait_until_looked_at(record)[0]["stored"] is True


@pytest.mark.parametrize(
    "content", [pytest.param(bomb(), id="a bomb"), pytest.param(endless(), id="one that never ends")]
)
def test_a_hostile_picture_costs_a_serving_process_less_than_150_mb(phone: LivePhone, content: bytes) -> None:
    before = {process: peak_memory(process) for process in serving_processes(phone.server)}
    record = phone.attach(content)
    assert phone.patch(phone.begin(record, content), 0, content)[0] == 204
    fields, _ = phone.wait_until_looked_at(record)
    assert (fields["stored"], fields["refused_code"]) == (False, "bad_image")
    for process, peak in before.items():
        assert peak_memory(process) - peak < 150 * MB
    status, _, body = phone.ask("GET", f"/api/attachments/{record}", {})
    assert (status, json.loads(body)["code"]) == (404, "not_found")


def wait_for_offset(phone: LivePhone, path: str, wanted: int) -> None:
    """What was sent reaches the server a moment later."""
    deadline = time.monotonic() + 60
    while (at := phone.offset(path)) < wanted:
        assert time.monotonic() < deadline, at
        time.sleep(0.05)


def with_loss(wire: socket.socket, piece: bytes) -> None:
    """Sends to a server that may have closed the line after its answer."""
    try:
        wire.sendall(piece)
    except OSError:
        return
