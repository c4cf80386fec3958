"""A database that district files are loaded into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from server.district.load import Loaded, load_file
from tests.server.conftest import FrozenClock

Load = Callable[[dict[str, Any]], Loaded]


@pytest.fixture
def engine(app: Flask) -> Engine:
    found: Engine = app.extensions["gridwalk.engine"]
    return found


@pytest.fixture
def load(engine: Engine, clock: FrozenClock, tmp_path: Path) -> Load:
    """Writes a document to a file and loads it."""

    def load_document(document: dict[str, Any]) -> Loaded:
        file = tmp_path / "district.json"
        file.write_text(json.dumps(document), "utf-8")
        return load_file(engine, clock, file)

    return load_document
