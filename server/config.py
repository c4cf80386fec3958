"""Settings: everything that differs between two installations, read once from the environment.

`GRIDWALK_DATA_DIR` (default `var` in the working directory) holds the SQLite database, the blobs and the
secret key. A relative SQLite address is made absolute, so that workers with another working directory meet.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

from server.errors import SettingsError

PUSH_HOSTS = (
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "fcm.googleapis.com",
    "*.notify.windows.com",
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEB_DIR = Path(__file__).resolve().parent.parent / "pwa" / "dist"

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Settings:
    """What `create_app` needs to know. Paths are absolute; `secret_key` is 32 bytes or more."""

    data_dir: Path
    database_url: str
    secret_key: bytes
    blobs: str
    push_hosts: tuple[str, ...] = PUSH_HOSTS
    clock_file: Path | None = None
    timezone: ZoneInfo = SHANGHAI
    trusted_proxies: tuple[Network, ...] = ()
    metrics: str | None = None
    web_dir: Path = WEB_DIR

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Reads `GRIDWALK_*`; makes the data folder and the secret key where they are absent."""
        data_dir = Path(environ.get("GRIDWALK_DATA_DIR") or "var").resolve()
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"GRIDWALK_DATA_DIR: cannot make {data_dir}: {error.strerror}") from None
        clock_file = environ.get("GRIDWALK_CLOCK_FILE")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(environ.get("GRIDWALK_DATABASE_URL"), data_dir),
            secret_key=_secret_key(environ.get("GRIDWALK_SECRET_KEY"), data_dir),
            blobs=environ.get("GRIDWALK_BLOBS") or f"file:{data_dir / 'blobs'}",
            push_hosts=_names(environ.get("GRIDWALK_PUSH_HOSTS")) or PUSH_HOSTS,
            clock_file=Path(clock_file) if clock_file else None,
            timezone=_zone(environ.get("GRIDWALK_TIMEZONE") or "Asia/Shanghai"),
            trusted_proxies=tuple(_network(name) for name in _names(environ.get("GRIDWALK_TRUSTED_PROXIES"))),
            metrics=environ.get("GRIDWALK_METRICS") or None,
            web_dir=Path(environ.get("GRIDWALK_WEB_DIR") or WEB_DIR).resolve(),
        )


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["gridwalk.settings"]
    return found


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _database_url(text: str | None, data_dir: Path) -> str:
    url = text or f"sqlite:///{data_dir / 'gridwalk.sqlite3'}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        if path in ("", ":memory:"):
            raise SettingsError("GRIDWALK_DATABASE_URL: SQLite needs a file, memory is lost at a crash")
        return f"sqlite:///{Path(path).resolve()}"
    if not url.startswith("postgresql+psycopg://"):
        raise SettingsError("GRIDWALK_DATABASE_URL: only sqlite:///… and postgresql+psycopg://… are known")
    return url


def _secret_key(text: str | None, data_dir: Path) -> bytes:
    if text:
        if len(text) < 32:
            raise SettingsError("GRIDWALK_SECRET_KEY: at least 32 characters, please")
        return text.encode()
    path = data_dir / "secret.key"
    if not path.exists():
        _write_once(path, secrets.token_hex(32))
    return path.read_text("ascii").strip().encode()


def replace_secret_key(data_dir: Path, key: str) -> None:
    """After a restore: receipts and sealed work were made with the key of the backup."""
    if not os.environ.get("GRIDWALK_SECRET_KEY"):
        path = data_dir / "secret.key"
        _draft(path, key).replace(path)


def _write_once(path: Path, text: str) -> None:
    """Two processes may start at once: the key appears whole, and the first one wins."""
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"GRIDWALK_TIMEZONE: no such time zone: {name}") from None


def _network(name: str) -> Network:
    try:
        return ip_network(name, strict=False)
    except ValueError:
        raise SettingsError(f"GRIDWALK_TRUSTED_PROXIES: not an address or network: {name}") from None
