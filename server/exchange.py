"""One exchange with PostgreSQL: any number of statements out in one piece, all their answers back in one.

The driver's own cursors cost more for a small statement than the database does, also in its pipeline mode,
where each of them is sent by itself. Here they leave together, over the same connection: libpq's pipeline.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.waiting import Ready, Wait

Statement = tuple[str, Sequence[Any]]
"""SQL with ``$1``, ``$2`` … for its values: text, numbers, yes or no, bytes, lists of those, None."""

BYTES, BOOLEAN, WHOLE, FLOAT, TO_BE_FOUND = 17, 16, 20, 701, 0
PREPARED_FROM, MOST_PREPARED = 3, 200
_FRAMES = ("BEGIN", "COMMIT", "ROLLBACK")
_READ = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY)


class Prepared:
    """What one connection has prepared: statements that come again and again are read and planned once."""

    def __init__(self) -> None:
        self.names: dict[str, bytes] = {}
        self._uses: dict[str, int] = {}
        self._given = 0

    def wanted(self, sql: str) -> bytes | None:
        """A new name for a statement that has come often enough. Never the same: its making may fail."""
        if len(self._uses) > 10 * MOST_PREPARED:
            self._uses.clear()
        if sql.startswith(_FRAMES):
            return None
        uses = self._uses[sql] = self._uses.get(sql, 0) + 1
        if uses < PREPARED_FROM or len(self.names) >= MOST_PREPARED:
            return None
        self._given += 1
        return b"gridwalk_%d" % self._given


_prepared: WeakKeyDictionary[psycopg.Connection[Any], Prepared] = WeakKeyDictionary()


def exchange(driver: psycopg.Connection[Any], statements: Sequence[Statement]) -> list[Sequence[Any]]:
    """The rows of each; raises the first statement's error, and those behind it were not done."""
    dumped = [_dumped(values) for _, values in statements]
    connection = driver.pgconn
    prepared = _prepared.setdefault(driver, Prepared())
    fresh: dict[str, bytes] = {}
    wanted: list[bool] = []
    """Of each result that is to come: whether it is a statement's; one is also given for each preparing."""
    connection.enter_pipeline_mode()
    try:
        for (sql, _), (texts, types, formats) in zip(statements, dumped, strict=True):
            name = prepared.names.get(sql) or fresh.get(sql)
            if name is None and (name := prepared.wanted(sql)) is not None:
                connection.send_prepare(name, sql.encode(), types)
                fresh[sql] = name
                wanted.append(False)
            if name is None:
                connection.send_query_params(sql.encode(), texts, types, formats)
            else:
                connection.send_query_prepared(name, texts, formats)
            wanted.append(True)
        connection.pipeline_sync()
        results = driver.wait(_conversation(connection))
        connection.exit_pipeline_mode()
    except BaseException:
        # Nobody knows what is still on its way.
        if connection.status != ConnStatus.BAD:
            connection.finish()
        raise
    for result in results:
        if result.status not in _READ:
            error = error_from_result(result, encoding=driver.info.encoding)
            if isinstance(error, psycopg.errors.InvalidSqlStatementName):
                prepared.names.clear()  # somebody took them away behind our back
            raise error
    prepared.names |= fresh
    return [_rows(driver, result) for result, is_wanted in zip(results, wanted, strict=True) if is_wanted]


def _conversation(connection: Any) -> Generator[Wait, Ready | int, list[Any]]:
    """Sends what libpq holds and reads the results up to the end that was asked for."""
    while connection.flush():
        if (yield Wait.RW) & Ready.R:
            connection.consume_input()
    results: list[Any] = []
    while True:
        while connection.is_busy():
            if (yield Wait.R):
                connection.consume_input()
        result = connection.get_result()
        if result is None:
            if connection.status == ConnStatus.BAD:  # nothing comes any more
                raise psycopg.OperationalError("the connection to PostgreSQL is lost")
            continue  # between two answers
        if result.status == ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)


def _rows(driver: psycopg.Connection[Any], result: Any) -> Sequence[Any]:
    if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
        return ()
    reader = Transformer(driver)
    reader.set_pgresult(result)
    rows: Sequence[Any] = reader.load_rows(0, result.ntuples, tuple)
    return rows


def _dumped(values: Sequence[Any]) -> tuple[list[bytes | None], list[int], list[Format]]:
    texts: list[bytes | None] = []
    types: list[int] = []
    formats: list[Format] = []
    for value in values:
        kind, form = TO_BE_FOUND, Format.TEXT
        if value is None:
            texts.append(None)
        elif isinstance(value, str):
            texts.append(_text(value))
        elif isinstance(value, bool):
            kind = BOOLEAN
            texts.append(b"t" if value else b"f")
        elif isinstance(value, int):
            kind = WHOLE
            texts.append(b"%d" % value)
        elif isinstance(value, bytes):
            kind, form = BYTES, Format.BINARY
            texts.append(value)
        elif isinstance(value, float):
            kind = FLOAT
            texts.append(repr(value).encode())
        elif isinstance(value, list):
            texts.append(_text(_array(value)))
        else:
            raise TypeError(f"no value for PostgreSQL: {type(value).__name__}")
        types.append(kind)
        formats.append(form)
    return texts, types, formats


def _array(values: list[Any]) -> str:
    """Numbers, and texts that need no quoting inside, as ids, are written all at once."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        joined = '","'.join(values)
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):
            return f'{{"{joined}"}}'
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)


def _text(value: str) -> bytes:
    if "\0" in value:
        raise psycopg.DataError("PostgreSQL text cannot hold NUL")  # libpq would stop there without a word
    return value.encode()
