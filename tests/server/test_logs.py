"""Logs tell what happened and to which request, nobody's words, and never stand in the way."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import insert

from server import create_app, logs
from server.auth.tables import person
from server.config import Settings
from server.db import run_writing
from server.ids import new_id
from server.logs import Lenient, configure_logs
from tests.server.conftest import FrozenClock


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log of a configured process."""
    file = io.StringIO()
    monkeypatch.setattr(logs, "sys", type("sys", (), {"stderr": file}))
    configure_logs()
    yield file
    structlog.reset_defaults()


@pytest.fixture
def buggy(settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    app = create_app(replace(settings), clock=clock)
    same = new_id()

    @app.post("/api/bug")
    def bug() -> str:
        row = {"id": same, "login": same, "name": "李娜的名字"}
        for _ in range(2):  # the second one breaks a constraint
            run_writing(app.extensions["gridwalk.engine"], lambda c: c.execute(insert(person).values(**row)))
        return ""

    yield app
    app.extensions["gridwalk.engine"].dispose()


def test_a_bug_is_logged_with_its_request_and_nobodys_words(buggy: Flask, written: io.StringIO) -> None:
    answer = buggy.test_client().post("/api/bug?word=unspoken")
    assert answer.status_code == 500
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["request_id"] for line in lines} == {answer.get_json()["request_id"]}
    assert [line["event"] for line in lines] == ["bug", "answered"]
    assert "IntegrityError" in lines[0]["exception"]
    assert "unspoken" not in written.getvalue()
    if "sqlite" in str(
        buggy.extensions["gridwalk.engine"].url
    ):  # PostgreSQL's own words quote the key, an id
        assert "李娜" not in written.getvalue()


def test_a_log_on_a_full_disk_spoils_no_answer(buggy: Flask, written: io.StringIO) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        file = io.TextIOWrapper(full, write_through=True)
        structlog.configure(logger_factory=lambda *_args: Lenient(file))
        assert buggy.test_client().get("/healthz").status_code == 200
        file.detach()
    assert written.getvalue() == ""


def test_a_log_line_is_one_json_object(written: io.StringIO) -> None:
    structlog.get_logger("test").info("answered", status=200)
    assert json.loads(written.getvalue())["status"] == 200
    assert written.getvalue().count("\n") == 1
