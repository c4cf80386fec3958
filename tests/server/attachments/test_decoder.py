"""What the decoder makes of pictures, honest and hostile, and what that costs."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

from server.attachments.decoder import MEMORY
from server.attachments.derivatives import DECODER, BadImage, Derived, derive
from server.attachments.sniff import HEAD_BYTES, IMAGES, OTHER, sniff
from tests.server.attachments.pictures import (
    bomb,
    corners,
    encoded,
    endless,
    exif,
    jpeg,
    photo,
    png_of,
    quarters,
)

Decode = Callable[[bytes], Derived]


@pytest.fixture
def decode(tmp_path: Path) -> Decode:
    """Decodes bytes as the server does, by what they are."""

    def run(content: bytes) -> Derived:
        file = tmp_path / "content"
        file.write_bytes(content)
        with file.open("rb") as opened:
            return derive(opened, IMAGES[sniff(content[:HEAD_BYTES])], tmp_path)

    return run


def picture(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=["JPEG"])
    image.load()
    return image


def test_view_has_at_most_1600_pixels_and_thumb_320(decode: Decode) -> None:
    made = decode(encoded(photo(4000, 3000)))
    assert picture(made.view).size == (1600, 1200)
    assert picture(made.thumb).size == (320, 240)


def test_a_small_picture_is_not_enlarged(decode: Decode) -> None:
    made = decode(encoded(photo(100, 60)))
    assert picture(made.view).size == (100, 60)
    assert picture(made.thumb).size == (100, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_kind_of_picture_becomes_jpeg(decode: Decode, kind: str) -> None:
    made = decode(encoded(quarters(640, 480), kind))
    assert corners(picture(made.view)) == ["red", "green", "blue", "white"]
    assert picture(made.view).format == "JPEG"


def test_a_phones_heic_becomes_jpeg(decode: Decode) -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(quarters(640, 480)).save(out, quality=90)
    assert corners(picture(decode(out.getvalue()).view)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("size", [(400, 300), (4400, 3300)])
@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, ["red", "green", "blue", "white"]),
        (2, ["green", "red", "white", "blue"]),
        (3, ["blue", "white", "red", "green"]),
        (4, ["white", "blue", "green", "red"]),
        (5, ["red", "white", "blue", "green"]),
        (6, ["white", "red", "green", "blue"]),
        (7, ["blue", "green", "red", "white"]),
        (8, ["green", "blue", "white", "red"]),
    ],
)
def test_pictures_stand_upright_however_the_camera_was_held(
    decode: Decode, orientation: int, turned: list[str], size: tuple[int, int]
) -> None:
    made = decode(encoded(quarters(*size), exif=exif(orientation)))
    assert corners(picture(made.view)) == turned
    assert corners(picture(made.thumb)) == turned
    assert (picture(made.view).width > picture(made.view).height) == (orientation < 5)


def test_the_place_and_the_comment_in_a_photo_vanish(decode: Decode) -> None:
    content = encoded(
        photo(640, 480), exif=exif(gps=True), comment=b"a secret comment", icc_profile=b"a secret profile"
    )
    assert b"SecretCameraMaker" in content
    assert b"a secret comment" in content
    made = decode(content)
    for part in (made.view, made.thumb):
        assert b"ecret" not in part
        assert dict(picture(part).getexif()) == {}
        assert not {"comment", "exif", "icc_profile", "xmp"} & picture(part).info.keys()


def test_the_texts_in_a_png_vanish(decode: Decode) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "a secret comment")
    texts.add_itxt("XML:com.adobe.xmp", "<a>a secret place</a>")
    made = decode(encoded(photo(64, 64), "PNG", pnginfo=texts, exif=exif(gps=True)))
    assert b"ecret" not in made.view + made.thumb


def test_what_hides_behind_a_picture_is_not_passed_on(decode: Decode) -> None:
    made = decode(jpeg() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in made.view
    assert b"PK\x03\x04" not in made.view


def test_a_signature_on_transparent_ground_is_shown_on_white(decode: Decode) -> None:
    signature = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    signature.paste((0, 0, 0, 255), (100, 40, 200, 60))
    view = picture(decode(encoded(signature, "PNG")).view)
    assert view.getpixel((10, 10)) == (255, 255, 255)
    assert max(view.getpixel((150, 50))) < 10  # type: ignore[arg-type]  # three numbers, in a colour picture


def test_a_scan_with_16_bits_of_grey_keeps_its_greys(decode: Decode) -> None:
    ramp = Image.new("I;16", (256, 64))
    ramp.putdata([x * 257 for x in range(256)] * 64)
    view = picture(decode(encoded(ramp, "PNG")).view)
    assert [round(view.getpixel((x, 32))[0] / 32) for x in (0, 64, 128, 192, 255)] == [0, 2, 4, 6, 8]  # type: ignore[index]  # as above


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(jpeg()[:-2000], id="cut short"),
        pytest.param(encoded(photo(64, 64), "PNG")[:-300], id="a PNG cut short"),
        pytest.param(b"\xff\xd8\xff", id="nothing but a beginning"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + b"<html><script>alert(1)</script>", id="HTML with a false beginning"
        ),
        pytest.param(png_of(60_000, 60_000, b""), id="3,600 megapixels that are not there"),
        pytest.param(png_of(7_100, 7_100, b""), id="a little over 50 megapixels"),
        pytest.param(png_of(2**31 - 1, 2**31 - 1, b""), id="more pixels than fit into a number"),
        pytest.param(png_of(0, 10, b""), id="no pixels at all"),
        pytest.param(encoded(photo(64, 64), "WEBP")[:-100], id="a WebP cut short"),
    ],
)
def test_what_is_no_picture_is_refused(decode: Decode, content: bytes) -> None:
    with pytest.raises(BadImage):
        decode(content)


def test_a_bomb_of_20_kib_is_refused_before_it_goes_off(decode: Decode) -> None:
    content = bomb()
    assert len(content) < 24_000
    with pytest.raises(BadImage, match="pixels"):
        decode(content)


def test_a_picture_that_never_ends_is_stopped(decode: Decode) -> None:
    with pytest.raises(BadImage, match="signal"):
        decode(endless())


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGB", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True}),
        ("RGB", "PNG", {"compress_level": 1}),
        ("RGBA", "PNG", {"compress_level": 1}),
    ],
)
def test_49_megapixels_fit_into_the_decoders_memory(
    decode: Decode, mode: str, kind: str, options: dict[str, bool]
) -> None:
    made = decode(encoded(Image.new(mode, (7000, 7000), "teal"), kind, **options))
    assert picture(made.view).size == (1600, 1600)


def test_the_decoder_cannot_have_more_than_400_mb() -> None:
    greedy = f"import sys; sys.path.insert(0, {str(DECODER.parent)!r}); import decoder; decoder.confine(); "
    run = subprocess.run(
        [sys.executable, "-c", f"{greedy} bytearray({MEMORY})"], capture_output=True, text=True, check=False
    )
    assert run.stderr.strip().endswith("MemoryError")
    assert MEMORY <= 400_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html>",
        b"GIF89a",
        b"MZ\x90",
        b"BM",
        b"",
        b"\xff\xd8",
    ],
)
def test_what_is_not_decoded_is_not_taken_for_a_picture(content: bytes) -> None:
    assert sniff(content) == OTHER
