"""The headers of tus, read strictly."""

from __future__ import annotations

import base64
import hashlib

import pytest

from server.attachments import headers
from server.attachments.problems import BadHeader

RECORD = "019ab3c4-7d21-7e02-9c55-2f6a1b8e0d43"
SHA256 = hashlib.sha256(b"bytes").hexdigest()


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_metadata_names_the_record_and_the_hash() -> None:
    text = f"attachment {base64_of(RECORD)},sha256 {base64_of(SHA256)},filename {base64_of('楼道.jpg')},other"
    assert headers.wanted(text) == headers.Wanted(RECORD, SHA256)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        f"attachment {base64_of(RECORD)}",
        f"sha256 {base64_of(SHA256)}",
        f"attachment {RECORD},sha256 {SHA256}",
        f"attachment {base64_of('no id')},sha256 {base64_of(SHA256)}",
        f"attachment {base64_of(RECORD)},sha256 {base64_of(SHA256.upper())}",
        f"attachment {base64_of(RECORD)},sha256 {base64_of(SHA256)},sha256 {base64_of(SHA256)}",
        f"attachment {base64_of(RECORD)},sha256 {base64_of(SHA256)},,",
        f"attachment {base64_of(RECORD)},sha256 {base64.b64encode(bytes.fromhex(SHA256)).decode()}",
        f"attachment {base64_of(RECORD)},sha256 {base64_of(SHA256)},filename {'a' * 5000}",
        "é é",
    ],
)
def test_metadata_that_says_less_or_something_else_is_no_metadata(text: str | None) -> None:
    with pytest.raises(BadHeader):
        headers.wanted(text)


@pytest.mark.parametrize("text", [None, "", "-1", "+1", "1.0", "1_0", "１", " 1", "1e3", "9" * 16])
def test_an_offset_is_a_whole_number_in_plain_digits(text: str | None) -> None:
    with pytest.raises(BadHeader):
        headers.number("Upload-Offset", text)


def test_both_kinds_of_checksum_are_read() -> None:
    for kind in ("sha1", "sha256"):
        digest = hashlib.new(kind, b"chunk").digest()
        found = headers.checksum(f"{kind} {base64.b64encode(digest).decode()}")
        assert found == headers.Checksum(kind, digest)
        hashed = found.new()
        hashed.update(b"chunk")
        assert hashed.digest() == digest
    assert headers.checksum(None) is None


@pytest.mark.parametrize("text", ["", "md5 AAAA", "sha1", "sha1 ***", "sha1 AAAA", f"sha256 {'A' * 28}="])
def test_a_checksum_of_another_kind_or_length_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        headers.checksum(text)
