"""Draws posters: a program of its own, for its libraries and the font weigh more than a serving process may.

    python -m server.public.posters.draw < posters.json > posters.pdf

Reads ``[{"url": …, "place": …, "address": …}, …]``, one page each; writes one PDF, A4 upright, with
the font inside.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "WenQuanYi Micro Hei"
GREEN, INK, SOFT = (0x0A / 255, 0x5A / 255, 0x4C / 255), (0.08, 0.09, 0.1), (0.26, 0.29, 0.33)
WIDTH, HEIGHT = A4
MIDDLE = WIDTH / 2
QR_WIDE = 105 * mm
QUIET = 4
"""White modules around a code, as its standard asks."""
STEPS = ("① 用微信或手机相机扫一扫", "② 写下什么事，可以加照片", "③ 记下查询码，随时看进展")


class Poster(TypedDict):
    """``url`` is what the code opens; ``place`` stands large, ``address`` small above it."""

    url: str
    place: str
    address: str


def draw(posters: Sequence[Poster]) -> bytes:
    """One PDF with a page for each."""
    pdfmetrics.registerFont(TTFont(FONT, _font(), subfontIndex=0))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("有事您说")
    for poster in posters:
        _page(canvas, poster)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def modules(url: str) -> list[list[bool]]:
    """The code's squares, row by row, dark or not; a quarter of them may be dirty or torn (level Q)."""
    return [[bool(dark) for dark in row] for row in segno.make_qr(url, error="q").matrix]


def _page(canvas: Canvas, poster: Poster) -> None:
    canvas.setFillColorRGB(*GREEN)
    canvas.rect(0, HEIGHT - 62 * mm, WIDTH, 62 * mm, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    _line(canvas, "有事您说", HEIGHT - 34 * mm, 60)
    _line(canvas, "身边的事，扫一扫就能反映", HEIGHT - 51 * mm, 22)
    canvas.setFillColorRGB(*SOFT)
    _line(canvas, poster["address"], HEIGHT - 75 * mm, 16)
    canvas.setFillColorRGB(*INK)
    _line(canvas, poster["place"], HEIGHT - 88 * mm, 30)
    _code(canvas, poster["url"], 92 * mm)
    for number, step in enumerate(STEPS):
        canvas.setFont(FONT, 18)
        canvas.drawString(MIDDLE - 48 * mm, (78 - 11 * number) * mm, step)
    canvas.setFillColorRGB(*SOFT)
    _line(canvas, "不用注册，不用实名。手机号可以不填。", 38 * mm, 14)
    _line(canvas, "Scan to report a matter at this place. No account is needed.", 29 * mm, 12)
    _line(canvas, poster["url"], 15 * mm, 9)


def _line(canvas: Canvas, text: str, y: float, size: float) -> None:
    """In the middle, as large as wanted or as fits."""
    wide = pdfmetrics.stringWidth(text, FONT, size)
    canvas.setFont(FONT, min(size, size * (WIDTH - 30 * mm) / max(wide, 1)))
    canvas.drawCentredString(MIDDLE, y, text)


def _code(canvas: Canvas, url: str, bottom: float) -> None:
    """Runs of dark squares as one rectangle each: no hair's breadth of white between them."""
    rows = modules(url)
    side = QR_WIDE / (len(rows) + 2 * QUIET)
    left, top = MIDDLE - QR_WIDE / 2 + QUIET * side, bottom + QR_WIDE - QUIET * side
    canvas.setFillColorRGB(0, 0, 0)
    for number, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                y = top - (number + 1) * side
                canvas.rect(left + start * side, y, (column - start) * side, side * 1.01, stroke=0, fill=1)
                start = None


def _font() -> str:
    """The file of the font, which a package of its own brings."""
    found = find_spec("paperang_p2_fonts_cjk")
    if found is None or found.origin is None:
        raise RuntimeError("the package with the font for posters is not installed")
    return str(Path(found.origin).parent / "fonts" / "wqy-microhei.ttc")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
