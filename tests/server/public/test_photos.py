"""A resident's photos: under the same guards as everybody's, in one piece, after the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.attachments.handling import KEY
from tests.server.attachments.pictures import jpeg
from tests.server.public.conftest import Resident, Residents, only_case, request_id
from tests.server.records.conftest import Phones


@pytest.fixture(autouse=True)
def _looked_at(app: Flask) -> Iterator[None]:
    """The database is not taken away under a picture that is being looked at."""
    yield
    if KEY in app.extensions:
        settle(app)


def send(one: Resident, data: bytes, photo: str | None = None, **more: Any) -> TestResponse:
    path = f"/api/public/matters/{one.code}/photos/{photo or request_id()}"
    headers = {"Matter-Digits": one.digits, "Content-Type": more.pop("type", "image/jpeg")}
    return one.client.put(path, data=data, headers=headers, query_string=more)


def settle(app: Flask) -> None:
    assert app.extensions[KEY].errands.wait(30)


def test_a_photo_arrives_is_looked_at_apart_and_shown_to_staff_only(
    app: Flask, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    photo, data = request_id(), jpeg()
    assert send(one, data, photo).status_code == 200
    assert send(one, data, photo).status_code == 200
    other = send(one, jpeg(), photo)
    assert (other.status_code, other.get_json()["code"]) == (409, "mutation_reused")
    settle(app)
    li = phone_of("li")
    case, _ = only_case(li.listed("cases"))
    attachment, fields = only_case(li.listed("attachments"))
    assert (fields["parent"], fields["stored"], fields["kind"]) == (case, True, "photo")
    assert one.matter()["photos"] == {"arrived": 1, "refused": 0}
    path = f"/api/attachments/{attachment}"
    assert li.client.get(path, headers=li.phone.headers).status_code == 200
    assert li.client.get(path).status_code == 401
    zhou = phone_of("zhou")
    assert zhou.client.get(path, headers=zhou.phone.headers).status_code == 404


def test_a_photo_belongs_to_the_addition_it_came_with(
    app: Flask, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    addition = request_id()
    body = {"id": addition, "kind": "addition", "text": "您看"}
    assert (
        one.post(f"/api/public/matters/{one.code}", body, **{"Matter-Digits": one.digits}).status_code == 200
    )
    assert send(one, jpeg(), of=addition).status_code == 200
    settle(app)
    chen = phone_of("chen")
    entry, _ = only_case(chen.listed("entries"))
    _, fields = only_case(chen.listed("attachments"))
    assert fields["parent"] == entry
    assert send(one, jpeg(), of=request_id()).status_code == 404


def test_what_is_no_picture_is_refused_by_its_first_bytes(
    app: Flask, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    for data, kind in (
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"%PDF-1.7 a", "image/jpeg"),
        (b"", "image/png"),
    ):
        answer = send(one, data, type=kind)
        assert (answer.status_code, answer.get_json()["code"]) == (422, "bad_image")
    assert send(one, jpeg(), type="application/octet-stream").status_code == 415
    assert phone_of("chen").listed("attachments") == []
    assert list(app.extensions[KEY].parts.folder.iterdir()) == []


def test_a_picture_that_cannot_be_decoded_is_told_as_refused(app: Flask, resident: Residents) -> None:
    one = resident()
    one.report()
    assert send(one, b"\xff\xd8\xff" + b"x" * 200).status_code == 200
    settle(app)
    assert one.matter()["photos"] == {"arrived": 0, "refused": 1}


def test_a_photo_over_ten_megabytes_is_413(resident: Residents) -> None:
    one = resident()
    one.report()
    assert send(one, b"\xff\xd8\xff" + b"x" * 10_000_001).status_code == 413


def test_nobody_sends_photos_into_a_matter_that_is_not_theirs(resident: Residents, phone_of: Phones) -> None:
    one, other = resident(), resident("198.51.100.3")
    one.report()
    other.report()
    other.code = one.code
    assert send(other, jpeg()).status_code == 404
    assert phone_of("chen").listed("attachments") == []


def test_a_matter_takes_as_many_photos_as_every_record_and_says_so(
    resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    data = jpeg(64, 48)
    answers = [send(one, data + bytes([number])).status_code for number in range(21)]
    assert answers == [200] * 20 + [409]
    assert len(phone_of("chen").listed("attachments")) == 20
