"""The file: a zip with `meta.json`, `tables/<name>.jsonl` and `blobs/<name>`.

A table's first line names its columns, each further line is a row in that order. Days are ISO dates, moments
the text the database keeps, bytes base64. Nothing in it is a database's own, so a backup of one kind restores
into the other. It holds people's data and the secret key: keep it as you keep the database.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson
from sqlalchemy import Column, Date, LargeBinary

from server.errors import CommandError

FORMAT = 1
META = "meta.json"
SAME_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Meta:
    """What a restore must know. `made_at` is the snapshot's moment; `secret_key` is None if not in a file."""

    format: int
    version: str
    revision: str
    epoch: str
    made_at: str
    secret_key: str | None


def write_meta(file: ZipFile, meta: Meta) -> None:
    file.writestr(_entry(META), orjson.dumps(asdict(meta), option=orjson.OPT_INDENT_2))


def read_meta(file: ZipFile) -> Meta:
    try:
        found = Meta(**orjson.loads(file.read(META)))
    except (KeyError, TypeError, orjson.JSONDecodeError, BadZipFile):
        raise CommandError("this is no backup of Gridwalk, or it is damaged") from None
    if found.format != FORMAT:
        raise CommandError(f"this backup has format {found.format}; this program reads {FORMAT}")
    return found


def write_table(file: ZipFile, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open(_entry(f"tables/{name}.jsonl", packed=True), "w", force_zip64=True) as entry:
        entry.write(orjson.dumps(columns) + b"\n")
        for row in rows:
            entry.write(orjson.dumps(list(row), default=_plain) + b"\n")


def table_names(file: ZipFile) -> list[str]:
    return [
        name.removeprefix("tables/").removesuffix(".jsonl")
        for name in file.namelist()
        if name.startswith("tables/") and name.endswith(".jsonl")
    ]


def read_table(file: ZipFile, name: str, columns: dict[str, Column[Any]]) -> Iterator[dict[str, Any]]:
    """The rows as `columns` take them."""
    with file.open(f"tables/{name}.jsonl") as entry:
        names: list[str] = orjson.loads(entry.readline())
        turns = [_reader(columns[column]) for column in names]
        for line in entry:
            values = orjson.loads(line)
            yield {
                column: None if value is None else turn(value)
                for column, turn, value in zip(names, turns, values, strict=True)
            }


def write_blob(file: ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    with file.open(_entry(f"blobs/{name}"), "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)


def blob_names(file: ZipFile) -> list[str]:
    return [name.removeprefix("blobs/") for name in file.namelist() if name.startswith("blobs/")]


def read_blob(file: ZipFile, name: str) -> bytes:
    return file.read(f"blobs/{name}")


def _entry(name: str, packed: bool = False) -> ZipInfo:
    entry = ZipInfo(name, SAME_TIME)
    entry.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    entry.external_attr = 0o600 << 16
    return entry


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)


def _reader(column: Column[Any]) -> Any:
    if isinstance(column.type, LargeBinary):
        return base64.b64decode
    if isinstance(column.type, Date):
        return date.fromisoformat
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
