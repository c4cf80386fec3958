"""What some bytes are, by their beginning: names and announced types are what an attacker chooses."""

from __future__ import annotations

HEAD_BYTES = 64
"""How much of a file `sniff` looks at."""

IMAGES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
}
"""What is decoded, with the decoder's name for it."""
AUDIO = frozenset({"audio/webm", "audio/ogg", "audio/mp4"})
"""What browsers record."""
OTHER = "application/octet-stream"

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"OggS", "audio/ogg"),
    (b"%PDF-", "application/pdf"),
)
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def sniff(head: bytes) -> str:
    """The media type of a file that begins with `head`; `OTHER` where it is none of those we know."""
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:HEAD_BYTES]:
        return "audio/webm"
    if head[4:8] == b"ftyp":
        return _sniff_boxes(head)
    return OTHER


def _sniff_boxes(head: bytes) -> str:
    """The family of MP4: the first box names the brands that the file keeps to."""
    end = min(int.from_bytes(head[:4]), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, end - 3, 4)}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if brands & _HEIC:
        return "image/heic"
    return "audio/mp4"


def refusal(kind: str, media_type: str, state: str) -> str | None:
    """Why an attachment of this kind cannot be bytes of this type, looked at or not; None where it can."""
    if state == "refused" or (kind in ("photo", "signature") and media_type not in IMAGES):
        return "bad_image"
    if kind == "voice" and media_type not in AUDIO:
        return "bad_audio"
    return None
