"""Many statements in one exchange with PostgreSQL: each value, each row and each error is the right one's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st
from sqlalchemy import Connection, event
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from server import postgresql
from server.db import make_engine, reading, run_writing
from server.exchange import exchange
from server.patience import patience
from tests.server.overhearing import overhearing

Driver = psycopg.Connection[Any]


@pytest.fixture
def driver(postgres_url: str) -> Iterator[Driver]:
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        found = connection.connection.driver_connection
        assert isinstance(found, psycopg.Connection)
        yield found
    engine.dispose()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.tuples(
    TEXT,
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.binary(),
    st.floats(allow_nan=False),
    st.lists(st.one_of(st.none(), TEXT)),
    st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))),
    st.lists(st.one_of(st.none(), st.booleans())),
    st.lists(st.one_of(st.none(), st.binary())),
)
CASTS = ("text", "bigint", "boolean", "bytea", "float8", "text[]", "bigint[]", "boolean[]", "bytea[]")


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(values=VALUES)
def test_every_value_comes_back_as_it_went(driver: Driver, values: tuple[Any, ...]) -> None:
    sql = "SELECT " + ", ".join(f"${number}::{cast}" for number, cast in enumerate(CASTS, 1))
    (rows,) = exchange(driver, [(sql, values)])
    assert rows == [values]


def test_the_driver_takes_nothing_away_that_was_prepared_here(driver: Driver) -> None:
    """Had it prepared something itself, it would say DEALLOCATE ALL after a rollback and a DROP."""
    for end in ("ROLLBACK", "DROP TABLE IF EXISTS nowhere"):
        for _ in range(10):
            driver.execute("SELECT 1")
            exchange(driver, [("SELECT $1::text", ["漏水"])])
        driver.execute(end)
        driver.execute("SELECT 2")
        assert exchange(driver, [("SELECT $1::text", ["漏水"])]) == [[("漏水",)]]


def test_nothing_is_nothing(driver: Driver) -> None:
    assert exchange(driver, [("SELECT $1::text, $2::bigint", (None, None))]) == [[(None, None)]]


@pytest.mark.parametrize("value", ["a\0b", ["a\0b"], object()])
def test_what_cannot_be_kept_is_said_and_nothing_is_cut_off(driver: Driver, value: object) -> None:
    with pytest.raises((psycopg.DataError, TypeError)):
        exchange(driver, [("SELECT $1::text[]", (value,))])


def test_each_answer_is_its_own_questions(driver: Driver) -> None:
    """Also while some are being prepared: those have one answer more."""
    for _ in range(6):
        one, none, many = exchange(
            driver,
            [
                ("SELECT 1", ()),
                ("SELECT 1 WHERE false", ()),
                ("SELECT g FROM generate_series(1, $1::int) AS g", (3,)),
            ],
        )
        assert (one, none, many) == ([(1,)], (), [(1,), (2,), (3,)])


def test_what_comes_after_an_error_is_not_done(driver: Driver) -> None:
    exchange(driver, [("CREATE TABLE thing (id bigint PRIMARY KEY)", ())])
    for _ in range(5):
        with pytest.raises(psycopg.errors.DivisionByZero):
            exchange(
                driver,
                [
                    ("BEGIN", ()),
                    ("INSERT INTO thing VALUES ($1)", (1,)),
                    ("SELECT 1 / $1::int", (0,)),
                    ("INSERT INTO thing VALUES ($1)", (2,)),
                    ("COMMIT", ()),
                ],
            )
        driver.rollback()
        assert exchange(driver, [("SELECT count(*) FROM thing", ())]) == [[(0,)]]


def test_much_travels_both_ways_at_once(driver: Driver) -> None:
    """Neither side waits for the other to read first."""
    large = "水" * 2_000_000
    answers = exchange(driver, [("SELECT $1::text", (large,))] * 6)
    assert all(rows == [(large,)] for rows in answers)


def test_a_statement_that_comes_often_is_prepared(driver: Driver) -> None:
    for number in range(10):
        exchange(driver, [("SELECT $1::bigint + 4711", (number,))])
    known = exchange(driver, [("SELECT statement FROM pg_prepared_statements", ())])
    assert known == [[("SELECT $1::bigint + 4711",)]]


def test_what_was_prepared_and_is_gone_is_prepared_again(driver: Driver) -> None:
    for number in range(10):
        exchange(driver, [("SELECT $1::bigint + 4711", (number,))])
    driver.execute("DEALLOCATE ALL")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        exchange(driver, [("SELECT $1::bigint + 4711", (1,))])
    assert exchange(driver, [("SELECT $1::bigint + 4711", (1,))]) == [[(4712,)]]


def test_a_silent_server_is_given_up(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with patience(0.3), pytest.raises(OperationalError) as caught, reading(engine) as connection:
        postgresql.ask(connection, [("SELECT pg_sleep(60)", ())])
    assert caught.value.connection_invalidated
    with reading(engine) as connection:
        assert postgresql.ask(connection, [("SELECT 1", ())]) == [[(1,)]]
    engine.dispose()


def test_what_waits_fails_by_the_end_of_its_transaction(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    run_writing(
        engine, lambda c: postgresql.tell(c, ("CREATE TABLE thing (id bigint PRIMARY KEY, n int2)", ()))
    )

    def twice(connection: Connection) -> None:
        for _ in range(2):
            postgresql.tell(connection, ("INSERT INTO thing VALUES (1, 1)", ()))

    with pytest.raises(IntegrityError):
        run_writing(engine, twice)
    with pytest.raises(DataError):
        run_writing(engine, lambda c: postgresql.tell(c, ("INSERT INTO thing VALUES (1, $1)", (2**20,))))
    with reading(engine) as connection:
        assert postgresql.ask(connection, [("SELECT count(*) FROM thing", ())]) == [[(0,)]]
    engine.dispose()


def test_a_transaction_in_which_nothing_was_said_costs_nothing(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    engine.connect().close()
    with overhearing(engine) as talk:
        run_writing(engine, lambda _: None)
    assert talk.round_trips == 0
    engine.dispose()


def test_a_connection_lost_before_the_end_is_made_again_once(postgres_url: str) -> None:
    """Nothing was committed, so doing the work again cannot do it twice; at the commit nobody knows."""
    engine = make_engine(postgres_url)
    run_writing(engine, lambda c: postgresql.tell(c, ("CREATE TABLE thing (id bigint)", ())))
    tries: list[int] = []

    def hang_up(connection: Any) -> None:
        driver = connection.connection.driver_connection
        plain = driver.info.dsn, driver.info.password
        with psycopg.connect(plain[0], password=plain[1] or None, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 30000)", [driver.info.backend_pid])

    def work(connection: Any) -> None:
        tries.append(1)
        postgresql.ask(connection, [("SELECT 1", ())])
        if len(tries) == 1:
            hang_up(connection)
        postgresql.ask(connection, [("INSERT INTO thing VALUES (1) RETURNING id", ())])

    run_writing(engine, work)
    assert len(tries) == 2
    event.listen(engine, "commit", hang_up)
    with pytest.raises(OperationalError):
        run_writing(engine, work)
    assert len(tries) == 3
    event.remove(engine, "commit", hang_up)
    with reading(engine) as connection:
        assert postgresql.ask(connection, [("SELECT count(*) FROM thing", ())]) == [[(1,)]]
    engine.dispose()
