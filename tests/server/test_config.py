"""Settings come from the environment; a wrong one is named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from server.clock import Clock, rfc3339
from server.config import Settings
from server.errors import SettingsError


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"GRIDWALK_DATA_DIR": str(tmp_path / "data"), **environ})


def test_with_nothing_set_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.database_url == f"sqlite:///{tmp_path}/data/gridwalk.sqlite3"
    assert found.blobs == f"file:{tmp_path}/data/blobs"
    assert found.timezone.key == "Asia/Shanghai"
    assert found.clock_file is None
    assert "updates.push.services.mozilla.com" in found.push_hosts


def test_the_secret_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read(tmp_path).secret_key, range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    file = tmp_path / "data" / "secret.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_plain_postgresql_addresses_are_understood(tmp_path: Path) -> None:
    for address in ("postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"):
        assert read(tmp_path, GRIDWALK_DATABASE_URL=address).database_url == "postgresql+psycopg://u@h/d"


def test_the_web_app_may_be_kept_elsewhere(tmp_path: Path) -> None:
    assert read(tmp_path).web_dir.parts[-2:] == ("pwa", "dist")
    assert read(tmp_path, GRIDWALK_WEB_DIR=str(tmp_path / "web")).web_dir == tmp_path / "web"


def test_lists_are_separated_by_commas(tmp_path: Path) -> None:
    found = read(
        tmp_path, GRIDWALK_TRUSTED_PROXIES="10.0.0.1, 192.168.0.0/16", GRIDWALK_PUSH_HOSTS="a.example"
    )
    assert found.trusted_proxies == (ip_network("10.0.0.1/32"), ip_network("192.168.0.0/16"))
    assert found.push_hosts == ("a.example",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRIDWALK_DATABASE_URL", "mysql://h/d"),
        ("GRIDWALK_DATABASE_URL", "sqlite:///:memory:"),
        ("GRIDWALK_SECRET_KEY", "short"),
        ("GRIDWALK_TIMEZONE", "Mars/Olympus"),
        ("GRIDWALK_TRUSTED_PROXIES", "proxy.example"),
        ("GRIDWALK_DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{name: value})


def test_the_clock_file_is_read_at_every_now(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-11-24T00:30:00+08:00\n")
    found = read(tmp_path, GRIDWALK_CLOCK_FILE=str(file))
    clock = Clock(found.timezone, found.clock_file)
    assert clock.now() == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert clock.today().isoformat() == "2026-11-24"
    assert rfc3339(clock.midnight(clock.today())) == "2026-11-23T16:00:00.000Z"
    file.write_text("2026-11-24T01:00:00Z")
    assert clock.now().hour == 1
    file.write_text("2026-11-24T01:00:00")
    with pytest.raises(ValueError, match="offset"):
        clock.now()
