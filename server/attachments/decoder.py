"""The only program that opens a picture: a process of its own, with little memory and little time.

    python -I -S decoder.py LIBRARIES FORMAT MAX_PIXELS VIEW_PIXELS THUMB_PIXELS < picture > answer

It reads a picture of the one FORMAT that its first bytes spoke of (JPEG, PNG, WEBP, AVIF, HEIC: no other
reader gets to try). It answers with one line of JSON and then the bytes that the line counts, `{"view":
bytes, "thumb": bytes}`: two upright JPEG files without any metadata; or with `{"refused": why}`. A death
without an answer is an answer as well. Only status 3 says that the fault is ours.

It stands alone on purpose: it imports nothing of ours, and picture libraries, from the folder LIBRARIES, only
after its limits hold. It starts for every picture anew, so it imports as little as it can.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from PIL.Image import Image, Transpose

MEMORY = 400_000_000
CPU_SECONDS = 5
ANSWER_BYTES = 8_000_000
BAND_PIXELS = 2_000_000


class Refused(Exception):
    """This is no picture that we take."""


class Source:
    """A picture before it is shrunk. `band(top, bottom)` gives some of its rows, in any mode."""

    def __init__(self, width: int, height: int, orientation: int, band: Callable[[int, int], Image]) -> None:
        self.width = width
        self.height = height
        self.orientation = orientation
        self.band = band


def confine() -> None:
    """From here on this process cannot take more than its share, and is the first to go when memory ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def check_pixels(size: tuple[int, int], most: int) -> None:
    width, height = size
    if width < 1 or height < 1 or width * height > most:
        raise Refused(f"{width} x {height} pixels")


def open_heic(file: BinaryIO, most: int) -> Source:
    """A phone's own format. The pixels stay in the library's buffer: a second copy would not fit."""
    import pillow_heif
    from PIL import Image

    pillow_heif.options.DECODE_THREADS = 1
    heif = pillow_heif.open_heif(file, convert_hdr_to_8bit=True, remove_stride=False)
    check_pixels(heif.size, most)
    data = memoryview(heif.data)
    check_pixels(heif.size, most)  # what the file said, and what was in it
    (width, height), mode, stride = heif.size, heif.mode, heif.stride

    def band(top: int, bottom: int) -> Image.Image:
        rows = data[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), bytes(rows), "raw", mode, stride, 1)

    return Source(width, height, 1, band)  # the library has turned it already


def open_other(file: BinaryIO, name: str, most: int, view: int) -> Source:
    from PIL import Image

    if name == "AVIF":
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = most
    image = Image.open(file, formats=[name])
    check_pixels(image.size, most)
    if name == "JPEG":
        image.draft(None, doubled(image.size, view))
    image.load()
    vars(image).pop("_decoder", None)  # of WebP and AVIF: whole pictures that nobody reads any more
    image.fp = None

    def band(top: int, bottom: int) -> Image.Image:
        return image.crop((0, top, image.width, bottom))

    return Source(image.width, image.height, orientation(image), band)


def doubled(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Twice what is needed: what a JPEG's own reader may shrink to without a loss that shows."""
    width, height = size
    scale = min(1.0, 2 * longest / max(size))
    return max(1, int(width * scale)), max(1, int(height * scale))


def orientation(image: Image) -> int:
    """The EXIF number 1 … 8 of how the camera was held; 1 where that cannot be read."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # a broken note about a good picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def plain(band: Image) -> Image:
    """Colours as a screen shows them, on white paper where the picture is transparent."""
    from PIL import Image

    if band.mode == "RGB" and "transparency" not in band.info:
        return band
    if band.mode.startswith("I;16"):
        band = band.convert("I").point(lambda level: level / 256).convert("L")
    if band.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in band.info:
        paper = Image.new("RGBA", band.size, "white")
        paper.alpha_composite(band.convert("RGBA"))
        band = paper
    return band.convert("RGB")


def shrunk(source: Source, longest: int) -> Image:
    """The whole picture at most `longest` wide and high, read band by band so that one copy is enough.

    Each band is averaged down to a little over twice the wanted size; the fine filter then sees all of it.
    """
    from PIL import Image

    width, height = source.width, source.height
    factor = max(1, max(width, height) // (2 * longest))
    rows = max(1, BAND_PIXELS // (width * factor)) * factor
    if factor == 1 and rows >= height:
        return fitted(plain(source.band(0, height)), longest)
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        band = plain(source.band(top, min(height, top + rows)))
        small.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    return fitted(small, longest)


def fitted(image: Image, longest: int) -> Image:
    from PIL.Image import Resampling

    scale = longest / max(image.size)
    if scale >= 1:
        return image
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Resampling.LANCZOS, reducing_gap=3.0)


def upright(image: Image, number: int) -> Image:
    from PIL.Image import Transpose

    turns: dict[int, Transpose] = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return image.transpose(turns[number]) if number in turns else image


def jpeg(image: Image, quality: int) -> bytes:
    """The pixels alone: Pillow would write a comment, a profile and EXIF back from `info`."""
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def decode(file: BinaryIO, name: str, most: int, view: int, thumb: int) -> list[bytes]:
    source = open_heic(file, most) if name == "HEIC" else open_other(file, name, most, view)
    large = upright(shrunk(source, view), source.orientation)
    return [jpeg(large, 75), jpeg(fitted(large, thumb), 70)]


def main() -> None:
    confine()
    sys.path.append(sys.argv[1])
    try:
        import PIL.Image  # noqa: F401  the reason for status 3: without it no picture is at fault
    except (ImportError, MemoryError):
        sys.exit(3)
    out = sys.stdout.buffer
    try:
        view, thumb = decode(sys.stdin.buffer, sys.argv[2], *map(int, sys.argv[3:6]))
    except Exception as error:  # MemoryError too: whatever a library says of it, we do not take this picture
        import json

        out.write(json.dumps({"refused": f"{type(error).__name__}: {error}"[:300]}).encode() + b"\n")
    else:
        out.write(b'{"view": %d, "thumb": %d}\n' % (len(view), len(thumb)))
        out.write(view)
        out.write(thumb)
    out.flush()


if __name__ == "__main__":
    main()
