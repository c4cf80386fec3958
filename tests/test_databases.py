"""The databases that the tests stand on are fresh, and real."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text

from tests.databases import Postgres


def fill(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seed (word TEXT)"))
        connection.execute(text("INSERT INTO seed VALUES ('巡格')"))
    engine.dispose()


def test_a_test_begins_with_an_empty_database(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    fill(database_url)
    assert inspect(create_engine(database_url)).get_table_names() == ["seed"]
    engine.dispose()


def test_a_prepared_database_is_copied_and_the_copies_do_not_meet(postgres: Postgres) -> None:
    first, second = postgres.new_database(fill), postgres.new_database(fill)
    engines = [create_engine(first), create_engine(second)]
    with engines[0].begin() as connection:
        connection.execute(text("INSERT INTO seed VALUES ('only here')"))
    counts = []
    for engine in engines:
        with engine.begin() as connection:
            counts.append(connection.execute(text("SELECT count(*) FROM seed")).scalar_one())
        engine.dispose()
    assert counts == [2, 1]
    postgres.drop(first)
    postgres.drop(second)
