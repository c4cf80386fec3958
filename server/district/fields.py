"""The kinds of value a district file has, each strict and each refusing in plain words.

Marshmallow's own fields are lenient (its Integer takes 1.9 and "1_000"); a district file is loaded
into records that are kept for years, so nothing is guessed here.
"""

from __future__ import annotations

import difflib
import re
from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from marshmallow import ValidationError, fields

from server.district.json_source import NoNumber
from server.district.words import LANGUAGES

T = TypeVar("T")

#: Marshmallow's own type for them; a plain dict of strings does not pass.
Messages = dict[str, str | list[Any] | dict[Any, Any]]

_MISSING: Messages = {"required": "this is missing", "null": "this may not be null; leave it out instead"}

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Strict(fields.Field[T], Generic[T]):
    """What every kind of value says when it is absent or null."""

    def __init__(self, **more: Any) -> None:
        super().__init__(error_messages=_MISSING, **more)

    @abstractmethod
    def read(self, value: Any) -> T:
        """The checked value, or a ValidationError that says in plain words what is wrong with it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> T:
        return self.read(value)


def suggestion(word: str, words: Collection[str]) -> str:
    """A question that names the nearest of `words`, or nothing where none is near."""
    near = difflib.get_close_matches(word, words, n=1)
    return f"; did you mean {near[0]}?" if near else ""


class Words(Strict[str]):
    """A text of `least` to `most` characters without control characters.

    Spaces around it are dropped, unless `exact` (a password means every character).
    """

    def __init__(self, most: int = 200, least: int = 1, exact: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most, self.exact = least, most, exact

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"this must be text, not {kind_of(value)}")
        text = value if self.exact else value.strip()
        if _UNPRINTABLE.search(text):
            raise ValidationError("this has a character that cannot be shown or kept")
        if not self.least <= len(text) <= self.most:
            wanted = f"at most {self.most}" if len(text) > self.most else f"at least {self.least}"
            raise ValidationError(f"this must be {wanted} characters long, not {len(text)}")
        return text


class Code(Words):
    """A code: letters, digits, and . _ - @ + between them; no spaces."""

    def read(self, value: Any) -> str:
        code = super().read(value)
        if not re.fullmatch(r"\w[\w.@+-]*", code):
            raise ValidationError(f'"{code}" is no code: only letters, digits and . _ - @ + are allowed')
        return code


class Choice(Words):
    """One of some fixed words."""

    def __init__(self, choices: Collection[str], **more: Any) -> None:
        super().__init__(**more)
        self.choices = choices

    def read(self, value: Any) -> str:
        word = super().read(value)
        if word not in self.choices:
            hint = suggestion(word, self.choices) or f"; it must be one of {', '.join(self.choices)}"
            raise ValidationError(f'"{word}" is not known here{hint}')
        return word


class Identifier(Words):
    """A UUID, given back in lower case."""

    def read(self, value: Any) -> str:
        text = super().read(value).lower()
        if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            raise ValidationError(f'"{value}" is no UUID')
        return text


class Day(Strict[date]):
    """A day as YYYY-MM-DD."""

    def read(self, value: Any) -> date:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                raise ValidationError(f"{value} is no day of the calendar") from None
        raise ValidationError(f"this must be a day as YYYY-MM-DD, not {kind_of(value)}")


class Flag(Strict[bool]):
    """true or false, and nothing that merely looks like it."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"this must be true or false, not {kind_of(value)}")
        return value


class Whole(Strict[int]):
    """A whole number from `least` to `most`."""

    def __init__(self, least: int, most: int, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def read(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(f"this must be a whole number, not {kind_of(value)}")
        if not self.least <= value <= self.most:
            raise ValidationError(f"this must be from {self.least} to {self.most}, not {value}")
        return value


class Localized(Strict[Mapping[str, str]]):
    """One text in both languages: {"zh-CN": …, "en": …}."""

    def __init__(self, most: int = 200, **more: Any) -> None:
        super().__init__(**more)
        self.words = Words(most)

    def read(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValidationError(f"this must be a text in each language, not {kind_of(value)}")
        wrong: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for language in LANGUAGES:
            try:
                texts[language] = self.words.read(value[language])
            except KeyError:
                wrong[language] = [f"the text in {language} is missing"]
            except ValidationError as error:
                wrong[language] = error.messages
        for other in value.keys() - set(LANGUAGES):
            wrong[other] = [unknown_name(other, LANGUAGES)]
        if wrong:
            raise ValidationError(wrong)
        return texts


class Many(Strict[tuple[T, ...]]):
    """A list of `least` or more different values of one kind."""

    def __init__(self, kind: Strict[T], least: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self.kind, self.least = kind, least

    def read(self, value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise ValidationError(f"this must be a list, not {kind_of(value)}")
        wrong: dict[int, Any] = {}
        found: list[T] = []
        for index, item in enumerate(value):
            try:
                thing = self.kind.read(item)
                if thing in found:
                    wrong[index] = [f"{thing} stands here twice"]
                found.append(thing)
            except ValidationError as error:
                wrong[index] = error.messages
        if wrong:
            raise ValidationError(wrong)
        if len(found) < self.least:
            raise ValidationError(f"this needs at least {self.least}")
        return tuple(found)


class UnknownName(str):
    """A message about a name, not about the value that stands behind it."""


def unknown_name(name: str, names: Collection[str]) -> UnknownName:
    """What to say of a name that has no business where it stands."""
    return UnknownName(
        f'"{name}" is not known here{suggestion(name, names) or "; known are " + ", ".join(names)}'
    )


def kind_of(value: Any) -> str:
    """How people call what stands there instead."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case NoNumber():
            return "a number that cannot be kept"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'"{value[:40]}"'
        case list():
            return "a list"
        case _:
            return "an object"
