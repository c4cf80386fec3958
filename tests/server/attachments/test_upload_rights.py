"""Who may upload what: the author of an accepted attachment, as long as it waits."""

from __future__ import annotations

import pytest

from server.ids import new_id
from tests.server.attachments.conftest import Uploaders
from tests.server.attachments.pictures import jpeg
from tests.server.attachments.uploader import CHUNK, TUS, Uploader
from tests.server.conftest import FrozenClock

PHOTO = jpeg()


def test_nobody_uploads_for_somebody_elses_record(li: Uploader, uploader: Uploaders) -> None:
    record = li.attach(PHOTO)
    chen = uploader("chen")
    foreign = chen.begin(record, PHOTO)
    absent = chen.begin(new_id(), PHOTO)
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.get_json()["code"] == absent.get_json()["code"]
    assert foreign.get_json()["detail"] == absent.get_json()["detail"]


def test_nobody_touches_somebody_elses_upload(li: Uploader, uploader: Uploaders) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    wang = uploader("wang")
    assert wang.ask("HEAD", path).status_code == 404
    assert wang.patch(path, 0, PHOTO).status_code == 404
    assert wang.ask("DELETE", path).status_code == 404
    assert li.offset(path) == 0


def test_a_record_that_is_no_attachment_takes_no_bytes(li: Uploader) -> None:
    assert li.begin(li.case(), PHOTO).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "%00", "%ff", "a" * 300, "..%5c..%5csecret.key"])
def test_odd_names_of_uploads_are_absent(li: Uploader, name: str) -> None:
    for method in ("HEAD", "PATCH", "DELETE"):
        answer = li.ask(method, f"/api/uploads/{name}", b"", Content_Type=CHUNK, Upload_Offset="0")
        assert answer.status_code == 404


def test_without_a_session_nothing_is_taken(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    for method, where in (("POST", "/api/uploads"), ("HEAD", path), ("PATCH", path), ("DELETE", path)):
        assert li.client.open(where, method=method, headers=TUS).status_code == 401


def test_a_withdrawn_attachment_stops_its_upload(li: Uploader) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    li.void(record)
    assert li.patch(path, 1000, PHOTO[1000:]).status_code == 410
    assert li.ask("HEAD", path).status_code == 410
    answer = li.begin(record, PHOTO)
    assert answer.status_code == 410
    assert answer.get_json()["code"] == "attachment_voided"


def test_an_upload_expires_after_seven_days(li: Uploader, clock: FrozenClock) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    clock.forward(days=6, hours=23)
    assert li.offset(path) == 0
    clock.forward(hours=1)
    assert li.ask("HEAD", path).status_code == 404
    assert li.started(record, PHOTO) != path


def test_of_many_beginnings_the_newest_three_are_kept(li: Uploader, clock: FrozenClock) -> None:
    record = li.attach(PHOTO)
    paths = []
    for _ in range(5):
        paths.append(li.started(record, PHOTO))
        clock.forward(seconds=1)
    assert [li.ask("HEAD", path).status_code for path in paths] == [404, 404, 200, 200, 200]
