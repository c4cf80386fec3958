"""Photos as a phone's camera makes them, each different from every other."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw


def photo(seed: int, width: int = 2000, height: int = 1500) -> bytes:
    """A JPEG with coloured boxes and some grain; the same seed makes the same bytes."""
    chance = random.Random(seed)
    picture = Image.effect_noise((width, height), 24).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(24):
        left, top = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle((left, top, left + chance.randrange(400), top + chance.randrange(300)), fill=colour)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
