"""`view` and `thumb` of a picture, made by the decoder in its own process, one at a time in each of ours."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from server.attachments.limits import MAX_PIXELS, THUMB_PIXELS, VIEW_PIXELS
from server.attachments.sniff import HEAD_BYTES, sniff

DECODER = Path(__file__).with_name("decoder.py")
SECONDS = 60.0
"""By the clock on the wall, where a machine is busy; its own work the decoder limits to 5 seconds."""
DERIVED_TYPE = "image/jpeg"

_one = threading.Lock()


@dataclass(frozen=True, slots=True)
class Derived:
    """Two JPEG files, upright and without metadata."""

    view: bytes
    thumb: bytes


class BadImage(Exception):
    """The picture cannot be decoded within the limits, and never will be."""


class DecoderFailed(Exception):
    """The decoder could not do its work; as far as we know the picture is not to blame. Worth another try."""


def derive(picture: BinaryIO, picture_format: str, folder: Path) -> Derived:
    """Decodes `picture` (a file at its beginning) as `picture_format`; `folder` holds what is on its way."""
    numbers = [str(number) for number in (MAX_PIXELS, VIEW_PIXELS, THUMB_PIXELS)]
    command = [sys.executable, "-I", "-S", str(DECODER), _libraries(), picture_format, *numbers]
    with _one, tempfile.TemporaryFile(dir=folder) as answer:
        try:
            run = subprocess.run(
                command, stdin=picture, stdout=answer, stderr=subprocess.DEVNULL,
                env={}, cwd="/", start_new_session=True, timeout=SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DecoderFailed(type(error).__name__) from error
        _check_end(run.returncode)
        answer.seek(0)
        return _read(answer)


@cache
def _libraries() -> str:
    """The folder that Pillow is installed in; this process never imports it."""
    found = find_spec("PIL")
    if found is None or found.origin is None:
        raise DecoderFailed("Pillow is not installed")
    return str(Path(found.origin).parent.parent)


def _check_end(status: int) -> None:
    if status in (-signal.SIGKILL, -signal.SIGTERM) or status > 0:
        raise DecoderFailed(f"status {status}")  # stopped from outside, or before it looked at the picture
    if status < 0:
        raise BadImage(f"the decoder died of signal {-status}")


def _read(answer: BinaryIO) -> Derived:
    """Takes the answer apart, and does not trust it: whoever took the decoder over speaks through it."""
    try:
        line = json.loads(answer.readline(1000))
        if "refused" in line:
            raise BadImage(str(line["refused"]))
        pictures = [answer.read(int(line[name])) for name in ("view", "thumb")]
    except (ValueError, TypeError, KeyError) as error:
        raise BadImage("the decoder's answer cannot be read") from error
    if not all(sniff(picture[:HEAD_BYTES]) == DERIVED_TYPE for picture in pictures):
        raise BadImage("the decoder's answer is no picture")
    return Derived(*pictures)
