"""The command as a clerk meets it: it says what it can do, and in one line what it cannot."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from server.cli import main
from server.config import Settings
from server.db import make_engine, reading
from server.jobs import enqueue, job_table
from tests.server.conftest import START

COMMANDS = [
    "backup",
    "demo",
    "housekeeping",
    "load",
    "migrate",
    "person",
    "poster",
    "restore",
    "serve",
    "types",
    "worker",
]


@pytest.fixture
def installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The environment names the test's installation."""
    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GRIDWALK_DATABASE_URL", settings.database_url)
    return settings


def test_it_lists_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    listed = capsys.readouterr().out
    for name in COMMANDS:
        assert re.search(rf"^ +{name}\s", listed, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: gridwalk {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["serve", "--port", "many"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "-1"],
        ["serve", "--workers", "0"],
        ["serve", "--threads", "0"],
        ["person", "promote", "li"],
    ],
)
def test_what_it_does_not_know_is_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: gridwalk" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "GRIDWALK_TIMEZONE",
            "Mars/Olympus",
            "gridwalk: GRIDWALK_TIMEZONE: no such time zone: Mars/Olympus\n",
        ),
        (
            "GRIDWALK_DATABASE_URL",
            "sqlite:////proc/nowhere/x.sqlite3",
            "gridwalk: The database does not answer just now. Nothing was stored; try again.\n",
        ),
    ],
)
def test_what_stands_in_its_way_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err == said


def test_migrate_and_housekeeping_may_be_run_at_any_time(installed: Settings) -> None:
    for name in ("migrate", "housekeeping", "housekeeping", "migrate"):
        assert main([name]) == 0


def test_a_worker_does_what_is_due_and_ends_when_told(installed: Settings) -> None:
    engine = make_engine(installed.database_url)
    with engine.begin() as connection:
        enqueue(connection, "auth.forget", {}, START, key="now")
    with subprocess.Popen(
        [sys.executable, "-m", "server.cli", "worker"],
        env=dict(os.environ),
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        mine = select(job_table.c.id).where(job_table.c.key == "now", job_table.c.due_at == START)
        for _ in range(600):
            with reading(engine) as connection:
                if connection.execute(mine).first() is None:
                    break
            time.sleep(0.1)
        else:
            worker.kill()
            pytest.fail("the job was not done in a minute")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    engine.dispose()
