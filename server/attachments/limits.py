"""What attachments are held to. What concerns phones is stated by `/api/schema`; they keep within it."""

from __future__ import annotations

from datetime import timedelta

from server.records.registry import LIMITS

MAX_BYTES = LIMITS["photo_bytes"]
"""Of one attachment, of whatever kind."""
MAX_PIXELS = LIMITS["photo_pixels"]
VIEW_PIXELS = 1600
"""The longer side of `view`; `thumb` below. Smaller pictures stay as they are."""
THUMB_PIXELS = 320

OPEN_UPLOADS = 3
"""Unfinished uploads of one person for one attachment; the oldest makes room for a further one."""
KEPT_UNLINKED = timedelta(days=7)
"""An unfinished upload, or bytes that no record names, are dropped after this time."""
