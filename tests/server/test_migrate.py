"""The steps of the database lead to the tables in the code, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select

from server import migrate as steps
from server.db import make_engine, metadata, reading
from server.installation import installation
from server.migrate import is_current, migrate

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gridwalk.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def test_the_steps_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert not is_current(engine)
    migrate(engine, NOW)
    assert is_current(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_second_run_changes_nothing(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate(engine, NOW)
    with reading(engine) as connection:
        life = connection.execute(select(installation)).all()
    migrate(engine, NOW)
    with reading(engine) as connection:
        assert connection.execute(select(installation)).all() == life
    engine.dispose()


def test_an_interrupted_run_has_not_happened(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(empty_url)

    def pull_the_plug(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(steps, "ensure_installation", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            migrate(engine, NOW)
    assert inspect(engine).get_table_names() == []
    migrate(engine, NOW)
    assert is_current(engine)
    engine.dispose()


def test_two_at_once_do_it_once(empty_url: str) -> None:
    engines = [make_engine(empty_url), make_engine(empty_url)]
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            migrate(engines[number], NOW)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with reading(engines[0]) as connection:
        assert len(connection.execute(select(installation)).all()) == 1
    for engine in engines:
        engine.dispose()
