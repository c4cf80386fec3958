"""The whole way of a photo with its bytes elsewhere than in our files, and with a storage that fails."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.attachments.blobs import everything_of
from server.attachments.handling import Handling
from server.config import Settings
from tests.server.attachments.bucket import Bucket, bucket
from tests.server.attachments.pictures import jpeg
from tests.server.attachments.uploader import Uploader, sha256

PHOTO = jpeg()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    with bucket() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, s3: Bucket) -> Settings:
    """As everywhere, with the bytes in S3."""
    return dataclasses.replace(settings, blobs=f"s3://photos?endpoint={s3.address}")


def test_a_photo_goes_to_s3_and_is_shown_from_there(
    li: Uploader, handled: Handling, s3: Bucket, tmp_path: Path
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    assert handled.errands.wait(30)
    assert set(s3.things) == {f"photos/{name}" for name in everything_of(sha256(PHOTO))}
    assert not (tmp_path / "blobs").exists()
    assert li.fields(record)["stored"] is True
    assert li.see(record).content_type == "image/jpeg"


def test_while_the_storage_is_away_nothing_is_lost_and_nothing_is_claimed(
    li: Uploader, handled: Handling, s3: Bucket
) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    s3.broken = True
    answer = li.patch(path, 0, PHOTO)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "stored" not in li.fields(record)
    s3.broken = False
    assert li.offset(path) == len(PHOTO)
    assert handled.errands.wait(30)
    assert li.fields(record)["stored"] is True


def test_a_photo_that_cannot_be_fetched_just_now_is_answered_503(
    li: Uploader, handled: Handling, s3: Bucket
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    assert handled.errands.wait(30)
    s3.broken = True
    assert li.see(record).status_code == 503
