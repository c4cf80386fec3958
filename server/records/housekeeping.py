"""What records forget: old `gone` lines, and bodies of refused mutations that nobody asked for in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from server.records.statements import Statements
from sync.protocol import GONE_DAYS, KEPT_DAYS

_OLD = "(SELECT stream_id FROM line WHERE gone_at < ?)"


def forget(connection: Connection, now: datetime) -> None:
    forget_gone(connection, now - timedelta(days=GONE_DAYS))
    forget_kept(connection, now - timedelta(days=KEPT_DAYS))


def forget_gone(connection: Connection, before: datetime) -> None:
    """Older `gone` lines go and raise their stream's floor: who has not read so far begins anew."""
    say = Statements(connection)
    moment = _text(before)
    if not say.sqlite:
        say.select(f"SELECT id FROM stream WHERE id IN {_OLD} ORDER BY key FOR UPDATE", moment)
    last = "SELECT max(position) FROM line WHERE line.stream_id = stream.id AND gone_at < ?"
    say.execute(
        f"UPDATE stream SET floor = ({last}) WHERE id IN {_OLD} AND floor < ({last})", moment, moment, moment
    )
    say.execute("DELETE FROM line WHERE gone_at < ?", moment)


def forget_kept(connection: Connection, before: datetime) -> None:
    Statements(connection).execute("DELETE FROM kept WHERE kept_at < ?", _text(before))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
