"""The real application on a real database, with a clock that stands still until it is told to move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.auth import passwords
from server.clock import Clock
from server.config import Settings
from server.db import make_engine, metadata, writing
from server.discovery import import_tables
from server.installation import ensure_installation
from server.migrate import config
from tests.databases import Postgres
from tests.server.people import PASSWORD, QUICK, People, write_people

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 09:00 in the district."""

SHIPPED = passwords.hasher
"""How an installation hashes passwords."""


class FrozenClock(Clock):
    def __init__(self) -> None:
        super().__init__(ZoneInfo("Asia/Shanghai"))
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        """`clock.forward(hours=3)`."""
        self.moment += timedelta(**by)


@dataclass(frozen=True)
class Phone:
    """Somebody signed in: `phone.headers` goes with every request."""

    token: str
    device: str
    person: str
    scope: int
    epoch: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


SignInAs = Callable[..., Phone]


def prepare(url: str) -> None:
    """All tables, and the row that says which life of the database this is."""
    import_tables()
    engine = make_engine(url)
    with writing(engine) as connection:
        metadata.create_all(connection)
        command.stamp(config(connection), "head")
        ensure_installation(connection, START)
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """`test_passwords` has those of an installation."""
    passwords.hasher = QUICK
    yield
    passwords.hasher = SHIPPED


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
        prepare(url)
        yield url
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database(prepare)
    yield url
    postgres.drop(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        secret_key=b"a secret that only this test knows",
        blobs=f"file:{tmp_path / 'blobs'}",
    )


@pytest.fixture
def app(settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    app = create_app(settings, clock=clock)
    yield app
    app.extensions["gridwalk.engine"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Without cookies: a test says itself who asks."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def people(app: Flask, clock: FrozenClock) -> People:
    """The small world of tests/server/people.py, written into the database."""
    with writing(app.extensions["gridwalk.engine"]) as connection:
        return write_people(connection, clock)


@pytest.fixture
def sign_in(client: FlaskClient, people: People) -> SignInAs:
    """`sign_in("li")` signs in on a new phone, `sign_in("li", phone.device)` on one that was there before."""

    def sign_in_as(login: str, device: str | None = None) -> Phone:
        body = {"login": login, "password": PASSWORD, "device": {"id": device, "name": f"{login}'s phone"}}
        answer = client.post("/api/session", json=body)
        assert answer.status_code == 201, answer.text
        found = answer.get_json()
        return Phone(
            found["token"], found["device"]["id"], found["user"]["id"], found["scope"], found["epoch"]
        )

    return sign_in_as
