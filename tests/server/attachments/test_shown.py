"""What is shown of an attachment, to whom, and when."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from server.attachments.errands import Errands
from server.attachments.handling import Handling
from server.auth.spans import directory_change
from server.auth.tables import assignment
from server.db import writing
from server.ids import new_id
from server.jobs import run_due
from tests.server.attachments.conftest import Uploaders
from tests.server.attachments.pictures import bomb, corners, encoded, exif, jpeg, photo, png_of, quarters
from tests.server.attachments.uploader import Uploader, sha256
from tests.server.conftest import FrozenClock
from tests.server.people import WORLD

Settled = Callable[[], None]
PHOTO, OTHER = jpeg(), jpeg(100, 100)
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + bytes(2000)
OGG = b"OggS\x00\x02" + bytes(2000)
MP4 = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + bytes(2000)
PDF = b"%PDF-1.7\n" + bytes(2000)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"


def test_a_photo_comes_in_two_sizes_as_jpeg(li: Uploader, settled: Settled) -> None:
    content = encoded(photo(2000, 1500))
    record = li.attach(content)
    li.upload(record, content)
    settled()
    for size, pixels in (("thumb", (320, 240)), ("view", (1600, 1200)), (None, (1600, 1200))):
        answer = li.see(record, size)
        assert answer.status_code == 200
        assert answer.content_type == "image/jpeg"
        assert Image.open(io.BytesIO(answer.data)).size == pixels


def test_a_photo_is_shown_but_never_cached_or_guessed_at(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO, filename="../../x\r\n<script>.html")
    li.upload(record, PHOTO)
    settled()
    headers = li.see(record, "thumb").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == f'inline; filename="{record}-thumb.jpg"'
    assert "Access-Control-Allow-Origin" not in headers


def test_an_unknown_size_is_said(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    assert li.see(record, "original").status_code == 422


def test_where_and_with_what_a_photo_was_taken_vanishes_and_it_stands_upright(
    li: Uploader, settled: Settled
) -> None:
    content = encoded(quarters(400, 300), exif=exif(6, gps=True), comment=b"a secret comment")
    record = li.attach(content)
    li.upload(record, content)
    settled()
    shown = li.see(record).data
    image = Image.open(io.BytesIO(shown))
    assert corners(image) == ["white", "red", "green", "blue"]
    assert dict(image.getexif()) == {}
    assert b"ecret" not in shown


def test_nothing_is_shown_before_the_photo_was_decoded(li: Uploader, handled: Handling) -> None:
    record = li.attach(PHOTO)
    assert li.see(record).status_code == 404
    path = li.started(record, PHOTO)
    li.patch(path, 0, PHOTO[:-1])
    assert li.see(record).status_code == 404
    looked_at: list[str] = []
    handled.errands = Errands(looked_at.append)  # by somebody who does nothing about it
    li.patch(path, len(PHOTO) - 1, PHOTO[-1:])
    assert handled.errands.wait(60)
    assert looked_at == [sha256(PHOTO)]
    assert li.see(record).status_code == 404


def test_whoever_may_see_the_record_sees_the_photo(
    li: Uploader, uploader: Uploaders, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    for login in ("wang", "chen", "liu", "ma", "tian", "he"):
        assert uploader(login).see(record).status_code == 200, login


def test_a_foreign_photo_and_an_absent_one_are_the_same_answer(
    li: Uploader, uploader: Uploaders, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    for login in ("zhao", "zhou", "sun"):
        foreign, absent = uploader(login).see(record), uploader(login).see(new_id())
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert foreign.get_json() | {"request_id": ""} == absent.get_json() | {"request_id": ""}


def test_who_leaves_a_grid_sees_its_photos_no_more_but_may_still_send_their_own(
    li: Uploader, app: Flask, clock: FrozenClock, settled: Settled
) -> None:
    record, waiting = li.attach(PHOTO), li.attach(OTHER)
    li.upload(record, PHOTO)
    settled()
    engine = app.extensions["gridwalk.engine"]
    with writing(engine) as connection, directory_change(connection, clock):
        away = update(assignment).where(assignment.c.id == WORLD.assignments["li"])
        connection.execute(away.values(area_id=WORLD.areas["west1"]))
    assert li.see(record).status_code == 404
    li.upload(waiting, OTHER)
    settled()


def test_without_a_session_nothing_is_shown(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    assert li.client.get(f"/api/attachments/{record}").status_code == 401


@pytest.mark.parametrize("name", ["nothing", "%00", "%ff", "a" * 300])
def test_odd_names_are_absent(li: Uploader, name: str) -> None:
    answer = li.client.get(f"/api/attachments/{name}", headers=li.phone.headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bomb(), id="a bomb"),
        pytest.param(png_of(60_000, 60_000, b""), id="3,600 megapixels"),
        pytest.param(PHOTO[:-3000], id="cut short"),
        pytest.param(SVG, id="SVG"),
        pytest.param(HTML, id="HTML"),
        pytest.param(b"\xff\xd8\xff\xe0" + HTML, id="HTML with a JPEG's beginning"),
        pytest.param(b"x", id="one byte"),
    ],
)
@pytest.mark.parametrize("kind", ["photo", "signature"])
def test_a_hostile_picture_is_refused_and_never_shown(
    li: Uploader, settled: Settled, content: bytes, kind: str
) -> None:
    record = li.attach(content, kind, filename="harmless.jpg", type="image/jpeg")
    path = li.upload(record, content)
    settled()
    fields = li.fields(record)
    assert fields["stored"] is False
    assert fields["refused_code"] == "bad_image"
    assert li.see(record).status_code == 404
    assert li.ask("HEAD", path).status_code == 410
    again = li.begin(record, content)
    assert again.status_code == 410
    assert again.get_json()["code"] == "bad_image"


def test_one_refused_photo_does_not_stop_the_next(li: Uploader, settled: Settled) -> None:
    bad, good = li.attach(SVG), li.attach(PHOTO)
    li.upload(bad, SVG)
    li.upload(good, PHOTO)
    settled()
    assert li.fields(bad)["refused_code"] == "bad_image"
    assert li.fields(good)["stored"] is True


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [(WEBM, "audio/webm", "webm"), (OGG, "audio/ogg", "ogg"), (MP4, "audio/mp4", "m4a")],
)
def test_a_voice_note_is_a_download_of_its_own_type(
    li: Uploader, settled: Settled, content: bytes, media_type: str, suffix: str
) -> None:
    record = li.attach(content, "voice", type="text/html")
    li.upload(record, content)
    settled()
    assert li.fields(record)["stored"] is True
    answer = li.see(record)
    assert answer.data == content
    assert answer.content_type == media_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{record}.{suffix}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_voice_note_that_is_no_sound_is_refused(li: Uploader, settled: Settled) -> None:
    record = li.attach(HTML, "voice")
    li.upload(record, HTML)
    settled()
    assert li.fields(record)["refused_code"] == "bad_audio"
    assert li.see(record).status_code == 404


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (HTML, "application/octet-stream")]
)
def test_a_document_is_a_download_that_no_browser_opens_as_a_page(
    li: Uploader, settled: Settled, content: bytes, media_type: str
) -> None:
    record = li.attach(content, "document", filename="x.html", type="text/html")
    li.upload(record, content)
    settled()
    answer = li.see(record)
    assert answer.data == content
    assert answer.content_type == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_document_that_is_a_picture_loses_its_metadata_like_any_other(
    li: Uploader, settled: Settled
) -> None:
    content = encoded(photo(400, 300), exif=exif(gps=True))
    record = li.attach(content, "document")
    li.upload(record, content)
    settled()
    assert li.see(record).content_type == "image/jpeg"
    assert b"Secret" not in li.see(record).data


def test_bytes_that_are_a_document_to_one_are_no_photo_to_another(li: Uploader, settled: Settled) -> None:
    document = li.attach(PDF, "document")
    li.upload(document, PDF)
    settled()
    photo_record = li.attach(PDF, "photo")
    li.started(photo_record, PDF)  # the same person has shown these bytes before
    settled()
    assert li.fields(photo_record)["refused_code"] == "bad_image"
    assert li.see(document).status_code == 200


def test_bytes_that_are_no_photo_are_not_shown_before_their_record_hears_of_it(
    li: Uploader, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.attachments.settle.tell", lambda *_: None)  # killed right before that
    record = li.attach(HTML)
    li.upload(record, HTML)
    settled()
    assert "refused_code" not in li.fields(record)
    assert li.see(record).status_code == 404


def test_what_a_crash_left_undone_is_done_by_the_worker(
    li: Uploader, app: Flask, handled: Handling, clock: FrozenClock
) -> None:
    record = li.attach(PHOTO)
    handled.errands = Errands(lambda _: None)  # as if the process died when it had answered
    li.upload(record, PHOTO)
    assert not li.fields(record).get("stored")
    run_due(app)
    assert not li.fields(record).get("stored")
    clock.forward(seconds=11)
    run_due(app)
    assert li.fields(record)["stored"] is True
    assert li.see(record).status_code == 200


def test_derivatives_that_were_lost_are_made_again(li: Uploader, tmp_path: Path, settled: Settled) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    for path in (tmp_path / "blobs").glob("*/*.jpg"):
        path.unlink()
    assert li.see(record).status_code == 404
    settled()
    assert li.see(record).status_code == 200


def test_the_phone_learns_by_sync_that_its_photo_is_stored(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    changes = {change["record"]: change for change in li.pusher.sync()["changes"]}
    assert changes[record]["fields"]["stored"] is True
    assert changes[record]["fields"]["stored_at"] == "2026-11-23T09:00:00.000+08:00"
    assert changes[record]["version"] == 2
