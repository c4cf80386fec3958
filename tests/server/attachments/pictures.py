"""Pictures for tests: honest ones, and some that were made to hurt."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

GPS_IFD = 0x8825
ORIENTATION = 0x0112


def photo(width: int = 1600, height: int = 1200, *, noise: int = 40) -> Image.Image:
    """Something a camera might have taken: it does not compress to nothing."""
    grains = Image.effect_noise((width, height), noise)
    return Image.merge("RGB", (grains, grains.transpose(Image.Transpose.ROTATE_180), grains))


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 640, height: int = 480, **options: Any) -> bytes:
    return encoded(photo(width, height), "JPEG", **options)


def quarters(width: int, height: int) -> Image.Image:
    """Red, green, blue and white quarters, clockwise from the upper left."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 2 - 1, height // 2 - 1), "red")
    pen.rectangle((width // 2, 0, width, height // 2 - 1), "green")
    pen.rectangle((width // 2, height // 2, width, height), "blue")
    return image


def corners(image: Image.Image) -> list[str]:
    """The colours of the four quarters, clockwise from the upper left."""
    rgb = image.convert("RGB")
    width, height = rgb.size
    names = {(255, 0, 0): "red", (0, 128, 0): "green", (0, 0, 255): "blue", (255, 255, 255): "white"}
    found = []
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)):
        pixel = rgb.getpixel((int(width * x), int(height * y)))
        assert isinstance(pixel, tuple)
        closest = min(names, key=lambda name: sum(abs(a - b) for a, b in zip(name, pixel, strict=True)))
        found.append(names[closest])
    return found


def exif(orientation: int = 1, *, gps: bool = False) -> Image.Exif:
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[0x010F] = "SecretCameraMaker"
    if gps:
        found.get_ifd(GPS_IFD).update({1: "N", 2: (22.0, 46.0, 12.34), 3: "E", 4: (113.0, 54.0, 56.78)})
    return found


def png_of(width: int, height: int, idat: bytes, colour: int = 2, depth: int = 8) -> bytes:
    """A PNG of so many announced pixels with this (compressed) content."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", idat), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def bomb(side: int = 13_300) -> bytes:
    """Some 20 KiB of 177 megapixels: Pillow by itself only warns, and takes up to 885 MB for them."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-side // 8))
    return png_of(side, side, b"".join(packer.compress(row) for _ in range(side)) + packer.flush(), 0, 1)


def endless(side: int = 7_000, scans: int = 2_000) -> bytes:
    """A progressive JPEG that goes over its 49 megapixels again and again: small, and it never ends."""
    picture = encoded(Image.new("L", (side, side), 90), "JPEG", progressive=True, quality=10)
    last = picture.rindex(b"\xff\xda")
    return picture[:last] + picture[last:-2] * scans + picture[-2:]
