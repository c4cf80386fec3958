"""Ids made on the server."""

from __future__ import annotations

import re
import uuid
from typing import TypeGuard

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    return str(uuid.uuid4())


def is_id(text: object) -> TypeGuard[str]:
    """A UUID as we write it: 36 characters, lower case."""
    return isinstance(text, str) and UUID_TEXT.fullmatch(text) is not None
