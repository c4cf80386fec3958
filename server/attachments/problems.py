"""What an uploader is told when something does not fit."""

from __future__ import annotations

from server.errors import NotFound, Problem


class WrongVersion(Problem):
    status, code = 412, "tus_version"

    def __init__(self) -> None:
        super().__init__("Only tus 1.0.0 is spoken here.", headers={"Tus-Version": "1.0.0"})


class BadHeader(Problem):
    """A header is missing or says nothing that can be read."""

    status, code = 400, "bad_header"


class WrongOffset(Problem):
    """The bytes do not go on where the upload stands; `offset` is where it does."""

    status, code = 409, "wrong_offset"

    def __init__(self, offset: int | None = None) -> None:
        headers = {} if offset is None else {"Upload-Offset": str(offset)}
        super().__init__("The upload stands elsewhere; ask where, and go on from there.", headers=headers)


class CutShort(Problem):
    """Fewer bytes came than were announced. What came is kept."""

    status, code = 400, "cut_short"

    def __init__(self) -> None:
        super().__init__("Fewer bytes came than were announced.")


class ChecksumMismatch(Problem):
    status, code = 460, "checksum_mismatch"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail, title="Checksum Mismatch", code=code)


class Stopped(Problem):
    """Nobody waits for these bytes any more."""

    status, code = 410, "attachment_voided"


def no_upload() -> NotFound:
    return NotFound("There is no such upload.")


def no_attachment() -> NotFound:
    return NotFound("There is no such attachment.")
