"""Small unchanging values, made by the thousand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """A dataclass that the type checker holds frozen and that is plain and slotted when it runs.

    ``frozen=True`` makes every construction about five times as dear (0.8 instead of 0.16 microseconds for
    eight fields); a push of 200 records makes some two thousand of these.
    """
    return dataclass(slots=True)(cls)
