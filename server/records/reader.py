"""One reading snapshot of the streams (`sync.store.Reader`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from server.records.statements import Row, Statements
from sync.protocol import Line
from sync.store import Page

_INSTALLATION = "SELECT epoch, backed_up FROM installation"
_LINES = (
    "SELECT line.position, line.record, line.collection, line.root, line.gone_at,"
    " record.version, record.fields"
    " FROM line LEFT JOIN record ON record.id = line.record"
    " WHERE line.stream_id = ? AND line.position > ? ORDER BY line.position LIMIT ?"
)


_STREAMS = "SELECT key, id, position, floor, count, digest FROM stream WHERE key {ids}"


@dataclass(frozen=True, slots=True)
class _Stream:
    number: int
    last: int
    floor: int
    count: int
    digest: int

    @property
    def name(self) -> str:
        return f"s{self.number}"


class SqlReader:
    """The installation and all streams in one round trip, and one for each stream that has new lines."""

    def __init__(self, connection: Connection) -> None:
        self._say = Statements(connection)
        self._installation: Row | None = None
        self._streams: dict[str, _Stream] = {}
        self._asked: set[str] = set()

    @property
    def epoch(self) -> str:
        epoch: str = self._installed()[0]
        return epoch

    @property
    def backed_up(self) -> str | None:
        backed_up: str | None = self._installed()[1]
        return backed_up

    def _installed(self) -> Row:
        if self._installation is None:
            (self._installation,) = self._say.select(_INSTALLATION)
        return self._installation

    def names(self, streams: Iterable[str]) -> Mapping[str, str]:
        return {key: stream.name for key, stream in self._known(streams).items()}

    def lines(self, cursors: Mapping[str, int], limit: int) -> Page:
        lines: list[Line] = []
        moved: dict[str, int] = {}
        restarted: list[str] = []
        more = False
        known = self._known(cursors)
        for key in sorted(known, key=lambda key: known[key].number):
            stream, cursor = known[key], cursors[key]
            after, afresh = _begin(stream, cursor)
            if after == 0 and cursor != 0:
                restarted.append(stream.name)
            room = limit - len(lines)
            if stream.last <= after:
                if cursor != stream.last:
                    moved[stream.name] = stream.last
                continue
            if not room:
                more = True
                break
            rows = self._say.select(_LINES, stream.number, after, room + 1)
            lines += [_line(stream.name, row) for row in rows[:room]]
            more = len(rows) > room
            reached = rows[room - 1][0] if more else stream.last
            moved[stream.name] = -reached if afresh and reached < stream.floor else reached
            if more:
                break
        checks = {stream.name: (stream.count, stream.digest) for stream in known.values()}
        return Page(lines, moved, more, restarted, checks)

    def _known(self, keys: Iterable[str]) -> dict[str, _Stream]:
        """Those of these streams that exist."""
        wanted = set(keys)
        if fresh := wanted - self._asked:
            (self._installation,), rows = self._say.select_all(
                [(_INSTALLATION, ()), (_STREAMS, [sorted(fresh)])]
            )
            self._streams |= {row[0]: _Stream(*row[1:]) for row in rows}
            self._asked |= fresh
        return {key: self._streams[key] for key in wanted if key in self._streams}


def _begin(stream: _Stream, cursor: int) -> tuple[int, bool]:
    """Behind which position to read, and whether this is a reading from the beginning.

    A negative cursor is such a reading that goes on, not past the floor yet.
    """
    if abs(cursor) > stream.last:
        return 0, True
    if cursor < 0:
        return -cursor, True
    if cursor < stream.floor:
        return 0, True
    return cursor, False


def _line(stream: str, row: Row) -> Line:
    position, record, collection, root, gone_at, version, fields = row
    if gone_at is not None or version is None:
        return Line(stream, position, record, collection, root, True)
    return Line(stream, position, record, collection, root, False, version, fields)
