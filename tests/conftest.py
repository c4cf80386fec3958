"""What every test may ask for: fresh databases of both kinds, and the browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.databases import Postgres, postgres_server, remove_server, server_folder

ROOT = Path(__file__).parent.parent
RUN = "GRIDWALK_TEST_RUN"

# The machine may be busy with another worker's browser: no example fails for being slow.
# A failure prints what repeats it.
hypothesis.settings.register_profile("gridwalk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("gridwalk")

# Playwright brings a Node.js of its own, which needs a library that a plain Debian lacks.
# The one that builds the app is there anyway.
if node := shutil.which("node"):
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)


def pytest_configure(config: pytest.Config) -> None:
    """Gives the run a name that its workers, being child processes, inherit."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = uuid.uuid4().hex[:8]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        remove_server(server_folder(os.environ[RUN]))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The run's PostgreSQL server."""
    with postgres_server(server_folder(os.environ[RUN])) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped after the test."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: the test runs once on a SQLite file and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program, fetched from Debian's packages where the machine has none."""
    found = subprocess.run([ROOT / "scripts" / "chromium.sh"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip() or "no Chromium")
    return found.stdout.strip()
