"""What attachments are held to. `/api/schema` states `LIMITS`, and the phone keeps within them by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

MAX_BYTES = 10_000_000
"""Of one attachment, of whatever kind."""
MAX_PIXELS = 50_000_000
MAX_SECONDS = 60
"""Of a voice note."""
MAX_PER_RECORD = 20
"""Attachments with the same parent."""
VIEW_PIXELS = 1600
"""The longer side of `view`; `thumb` below. Smaller pictures stay as they are."""
THUMB_PIXELS = 320

OPEN_UPLOADS = 3
"""Unfinished uploads of one person for one attachment; the oldest makes room for a further one."""
KEPT_UNLINKED = timedelta(days=7)
"""An unfinished upload, or bytes that no record names, are dropped after this time."""

LIMITS: Mapping[str, int] = {
    "photo_bytes": MAX_BYTES,
    "photo_pixels": MAX_PIXELS,
    "voice_seconds": MAX_SECONDS,
    "attachments": MAX_PER_RECORD,
}
