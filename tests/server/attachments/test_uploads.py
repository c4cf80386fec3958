"""Resumable uploads: every byte arrives once, whatever the network does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.records.registry import LIMITS
from tests.server.attachments.conftest import Uploaders
from tests.server.attachments.pictures import jpeg
from tests.server.attachments.uploader import CHUNK, Uploader, checksum, metadata, sha256

PHOTO = jpeg()
Settled = Callable[[], None]


def test_a_server_says_what_it_can_to_anybody_who_asks(li: Uploader) -> None:
    answer = li.client.options("/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == "10000000"
    assert {"creation", "checksum", "termination"} <= set(answer.headers["Tus-Extension"].split(","))
    assert set(answer.headers["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}


def test_an_upload_in_pieces_ends_as_a_stored_photo(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    assert path.startswith("/api/uploads/")
    assert li.offset(path) == 0
    for at in range(0, len(PHOTO), 20_000):
        answer = li.patch(path, at, PHOTO[at : at + 20_000])
        assert answer.status_code == 204
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert int(answer.headers["Upload-Offset"]) == min(at + 20_000, len(PHOTO))
    settled()
    assert li.offset(path) == len(PHOTO)
    assert li.fields(record)["stored"] is True
    assert li.fields(record)["stored_at"]
    assert li.see(record).status_code == 200


def test_head_tells_length_offset_and_the_metadata_word_for_word(li: Uploader) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    answer = li.ask("HEAD", path)
    assert answer.headers["Upload-Offset"] == "1000"
    assert answer.headers["Upload-Length"] == str(len(PHOTO))
    assert answer.headers["Upload-Metadata"] == metadata(record, sha256(PHOTO))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in answer.headers


def test_the_first_bytes_may_come_with_the_creation(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    wanted = {"Upload_Length": str(len(PHOTO)), "Upload_Metadata": metadata(record, sha256(PHOTO))}
    answer = li.ask("POST", "/api/uploads", PHOTO[:5000], Content_Type=CHUNK, **wanted)
    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == "5000"
    assert li.patch(answer.headers["Location"], 5000, PHOTO[5000:]).status_code == 204
    settled()
    assert li.fields(record)["stored"] is True


def test_bytes_that_begin_elsewhere_are_not_taken(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    for offset in (0, 999, 1001, len(PHOTO)):
        answer = li.patch(path, offset, b"x")
        assert answer.status_code == 409
        assert answer.get_json()["code"] == "wrong_offset"
        assert answer.headers["Upload-Offset"] == "1000"
    assert li.offset(path) == 1000


def test_a_repeated_patch_after_a_lost_reply_changes_nothing(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    path = li.upload(record, PHOTO)
    assert li.patch(path, 0, PHOTO).status_code == 409
    assert li.offset(path) == len(PHOTO)
    settled()
    assert li.fields(record)["stored"] is True


def test_creating_it_again_after_it_was_stored_has_nothing_left_to_send(
    li: Uploader, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    version = li.listed(record)["version"]
    answer = li.begin(record, PHOTO)
    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == str(len(PHOTO))
    assert li.offset(answer.headers["Location"]) == len(PHOTO)
    assert li.patch(answer.headers["Location"], len(PHOTO), b"").status_code == 204
    settled()
    assert li.listed(record)["version"] == version


def test_who_repeats_a_whole_upload_without_asking_is_told_that_all_is_here(
    li: Uploader, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    li.upload(record, PHOTO)
    settled()
    path = li.started(record, PHOTO)
    answer = li.patch(path, 0, PHOTO[:20_000])
    assert answer.status_code == 204
    assert answer.headers["Upload-Offset"] == str(len(PHOTO))
    assert li.patch(path, 20_000, PHOTO[20_000:]).status_code == 409
    assert li.fields(record)["stored"] is True


def test_the_same_persons_same_bytes_need_not_be_sent_twice(li: Uploader, settled: Settled) -> None:
    li.upload(li.attach(PHOTO), PHOTO)
    settled()
    second = li.attach(PHOTO)
    assert li.offset(li.started(second, PHOTO)) == len(PHOTO)
    settled()
    assert li.fields(second)["stored"] is True


def test_knowing_the_hash_of_somebody_elses_photo_is_not_having_it(
    li: Uploader, uploader: Uploaders, settled: Settled
) -> None:
    li.upload(li.attach(PHOTO), PHOTO)
    settled()
    wang = uploader("wang")
    record = wang.attach(PHOTO)
    path = wang.started(record, PHOTO)
    assert wang.offset(path) == 0
    settled()
    assert not wang.fields(record).get("stored")
    assert wang.see(record).status_code == 404
    wang.patch(path, 0, PHOTO)
    settled()
    assert wang.fields(record)["stored"] is True


def test_other_bytes_than_the_record_names_are_thrown_away(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    other = bytes([PHOTO[0] ^ 1]) + PHOTO[1:]
    path = li.started(record, PHOTO)
    answer = li.patch(path, 0, other)
    assert answer.status_code == 460
    assert answer.get_json()["code"] == "hash_mismatch"
    assert li.ask("HEAD", path).status_code == 404
    settled()
    assert not li.fields(record).get("stored")
    li.upload(record, PHOTO)
    settled()
    assert li.fields(record)["stored"] is True


def test_bytes_that_fit_the_metadata_but_not_the_record_are_thrown_away(li: Uploader) -> None:
    record = li.attach(PHOTO)
    other = jpeg(100, 100)
    path = li.started(record, other)
    assert li.patch(path, 0, other).status_code == 460
    assert li.see(record).status_code == 404


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_a_chunk_with_the_right_checksum_is_taken(li: Uploader, kind: str) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    assert li.patch(path, 0, PHOTO[:500], Upload_Checksum=checksum(PHOTO[:500], kind)).status_code == 204
    assert li.offset(path) == 500


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_nothing_is_kept_of_a_chunk_that_changed_on_its_way(li: Uploader, kind: str) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    li.patch(path, 0, PHOTO[:500])
    answer = li.patch(path, 500, PHOTO[500:900], Upload_Checksum=checksum(b"something else", kind))
    assert answer.status_code == 460
    assert answer.get_json()["code"] == "checksum_mismatch"
    assert li.offset(path) == 500


def test_a_last_chunk_that_changed_on_its_way_does_not_spoil_the_upload(
    li: Uploader, settled: Settled
) -> None:
    record = li.attach(PHOTO)
    path = li.started(record, PHOTO)
    assert li.patch(path, 0, b"x" * len(PHOTO), Upload_Checksum=checksum(PHOTO)).status_code == 460
    assert li.patch(path, 0, PHOTO, Upload_Checksum=checksum(PHOTO)).status_code == 204
    settled()
    assert li.fields(record)["stored"] is True


@pytest.mark.parametrize("text", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 ***", "sha1 AAAA"])
def test_a_checksum_that_cannot_be_checked_is_refused(li: Uploader, text: str) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    assert li.patch(path, 0, PHOTO, Upload_Checksum=text).status_code == 400
    assert li.offset(path) == 0


def test_more_bytes_than_announced_are_not_taken(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    answer = li.patch(path, 1000, PHOTO)
    assert answer.status_code == 413
    assert answer.get_json()["code"] == "too_large"
    assert li.offset(path) == 1000


def test_an_upload_over_the_limit_is_refused_before_it_begins(li: Uploader) -> None:
    record = li.attach(PHOTO)
    wanted = {"Upload_Metadata": metadata(record, sha256(PHOTO))}
    too_long = li.ask("POST", "/api/uploads", None, Upload_Length=str(LIMITS["photo_bytes"] + 1), **wanted)
    assert too_long.status_code == 413
    assert too_long.headers["Tus-Max-Size"] == str(LIMITS["photo_bytes"])
    just_right = li.ask("POST", "/api/uploads", None, Upload_Length=str(LIMITS["photo_bytes"]), **wanted)
    assert just_right.status_code == 201


@pytest.mark.parametrize("length", [None, "", "-1", "1.5", "many", "0"])
def test_a_length_must_be_a_number_of_bytes(li: Uploader, length: str | None) -> None:
    wanted = {"Upload_Metadata": metadata(li.attach(PHOTO), sha256(PHOTO))}
    if length is not None:
        wanted["Upload_Length"] = length
    answer = li.ask("POST", "/api/uploads", None, **wanted)
    assert answer.status_code == 400


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "2.0.0"])
def test_another_version_of_tus_is_not_spoken(li: Uploader, version: str | None) -> None:
    headers = {**li.phone.headers, **({} if version is None else {"Tus-Resumable": version})}
    path = li.started(li.attach(PHOTO), PHOTO)
    for method, where in (("POST", "/api/uploads"), ("HEAD", path), ("PATCH", path), ("DELETE", path)):
        answer = li.client.open(where, method=method, headers=headers)
        assert answer.status_code == 412
        assert answer.headers["Tus-Version"] == "1.0.0"
    assert li.offset(path) == 0


def test_bytes_of_another_type_are_not_taken(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    for kind in ("image/jpeg", "application/json", "application/octet-stream"):
        assert li.patch(path, 0, PHOTO, Content_Type=kind).status_code == 415
    assert li.offset(path) == 0


def test_an_upload_that_was_given_up_is_gone(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    li.patch(path, 0, PHOTO[:1000])
    assert li.ask("DELETE", path).status_code == 204
    assert li.ask("HEAD", path).status_code == 404
    assert li.patch(path, 1000, PHOTO[1000:]).status_code == 404
    assert li.ask("DELETE", path).status_code == 404


def test_giving_up_what_was_finished_does_not_take_the_photo_back(li: Uploader, settled: Settled) -> None:
    record = li.attach(PHOTO)
    path = li.upload(record, PHOTO)
    settled()
    assert li.ask("DELETE", path).status_code == 204
    assert li.see(record).status_code == 200


def test_a_network_without_patch_may_post_it(li: Uploader) -> None:
    path = li.started(li.attach(PHOTO), PHOTO)
    more = {"X_HTTP_Method_Override": "PATCH", "Content_Type": CHUNK, "Upload_Offset": "0"}
    assert li.ask("POST", path, PHOTO[:1000], **more).status_code == 204
    assert li.offset(path) == 1000
    assert li.ask("POST", path).status_code == 405
    assert li.ask("POST", path, X_HTTP_Method_Override="DELETE").status_code == 204
