"""Logs: what cannot be written down stops nobody."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
import structlog

from server.logs import configure_logs


def test_a_log_on_a_full_disk_stops_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    before = structlog.get_config()
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(full, write_through=True))
        try:
            configure_logs()
            structlog.get_logger("test").info("answered", status=507)
        finally:
            structlog.configure(**before)


def test_a_log_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    try:
        configure_logs()
        structlog.get_logger("test").info("answered", status=200)
    finally:
        structlog.configure(**before)
    written = capsys.readouterr().err
    assert written.startswith('{"status": 200, "event": "answered"')
    assert written.count("\n") == 1
