"""The app's code, built once, and the district that schedules take place in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.phone.phones import Phones, build, phones
from tests.phone.run import NEIGHBOURHOODS
from tests.phone.station import Template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Template:
    return Template(tmp_path_factory.mktemp("district"), NEIGHBOURHOODS, postgres)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def running(built: Path) -> Iterator[Phones]:
    """The process that all phones of a test run in."""
    with phones(built) as process:
        yield process
