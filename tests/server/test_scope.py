"""What people may read and write, now and in the last 72 hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from server.auth import current
from server.auth.current import read_session
from server.auth.directory import area_tree
from server.auth.spans import directory_change
from server.auth.tables import area, assignment
from server.db import writing
from sync.protocol import Actor
from tests.server.conftest import FrozenClock, Phone, SignInAs
from tests.server.people import People, fixed_id

Ask = Callable[[Phone], Actor]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Who the phone's next request is from."""

    def actor(phone: Phone) -> Actor:
        with app.test_request_context("/"):
            return read_session(phone.token).actor

    return actor


def keys(people: People, *grids: str) -> set[str]:
    return {f"grid:{people.areas[grid]}" for grid in grids}


@pytest.mark.parametrize(
    ("login", "grids", "district"),
    [
        ("li", ["east1"], True),
        ("chen", ["east1"], True),
        ("liu", ["east1", "east2"], True),
        ("tian", ["east1", "east2"], True),
        ("ma", ["east1", "east2", "west1"], True),
        ("he", [], True),
    ],
)
def test_a_phone_holds_the_grids_inside_its_persons_area(
    ask: Ask, people: People, sign_in: SignInAs, login: str, grids: list[str], district: bool
) -> None:
    scope = ask(sign_in(login)).scope
    expected = keys(people, *grids) | {f"person:{people.ids[login]}"} | ({"district"} if district else set())
    if login in ("chen", "liu"):  # who leads there
        expected |= {f"leaders:{people.areas[grid]}" for grid in grids}
    assert scope.streams == expected
    assert scope.number == 1
    held = scope.assignments[people.assignments[login]]
    if grids:
        assert held.grids == {people.areas[grid] for grid in grids}


def test_the_number_stays_while_nothing_changes(
    ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    clock.forward(days=40)
    assert ask(phone).scope.number == 1
    assert ask(sign_in("li")).scope.number == 1


def test_an_assignment_ends_at_midnight_in_the_district_without_any_write(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    end(app, clock, people, "li", date(2026, 11, 24))
    phone = sign_in("li")
    clock.moment = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    assert keys(people, "east1") <= ask(phone).scope.streams
    clock.forward(seconds=1)
    actor = ask(phone)
    assert actor.scope.number == 2
    assert actor.scope.streams == {f"person:{people.ids['li']}"}
    assert actor.scope.assignments == {}
    assert [(scope.number, scope.ended_at) for scope in actor.earlier] == [(1, "2026-11-24T16:00:00.000Z")]
    assert keys(people, "east1") <= actor.earlier[0].streams


def test_a_scope_that_ended_72_hours_ago_counts_no_more_even_if_nobody_looked(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    end(app, clock, people, "li", date(2026, 11, 24))
    phone = sign_in("li")
    clock.moment = datetime(2026, 11, 27, 15, 59, 59, tzinfo=UTC)
    assert [scope.number for scope in ask(phone).earlier] == [1]
    clock.forward(seconds=1)
    assert ask(phone).earlier == []


def test_a_scope_that_came_and_went_unseen_has_a_number_too(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    end(app, clock, people, "li", date(2026, 11, 24))
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        connection.execute(
            insert(assignment).values(
                id=fixed_id("the next one"),
                person_id=people.ids["li"],
                role="patroller",
                area_id=people.areas["west1"],
                valid_from=date(2026, 11, 24),
            )
        )
    assert ask(phone).scope.number == 1
    clock.moment = datetime(2026, 11, 25, 9, tzinfo=UTC)
    actor = ask(phone)
    assert actor.scope.number == 3
    assert actor.scope.streams & keys(people, "east1", "west1") == keys(people, "west1")
    assert [(scope.number, scope.ended_at) for scope in actor.earlier] == [
        (2, "2026-11-24T16:00:00.000Z"),
        (1, "2026-11-23T16:00:00.000Z"),
    ]
    assert keys(people, "east1", "west1") <= actor.earlier[0].streams


def test_a_written_change_holds_at_the_next_request_and_ends_the_former_scope_then(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    clock.forward(hours=1)
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        mine = assignment.c.person_id == people.ids["li"]
        connection.execute(update(assignment).where(mine).values(area_id=people.areas["west1"]))
    clock.forward(hours=10)
    actor = ask(phone)
    assert actor.scope.number == 2
    assert actor.scope.streams >= keys(people, "west1")
    assert not actor.scope.streams & keys(people, "east1")
    assert [scope.ended_at for scope in actor.earlier] == ["2026-11-23T02:00:00.000Z"]


def test_a_change_that_nobody_noted_still_changes_the_scope(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    clock.forward(hours=1)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(delete(assignment).where(assignment.c.person_id == people.ids["li"]))
    actor = ask(phone)
    assert actor.scope.number == 2
    assert actor.scope.streams == {f"person:{people.ids['li']}"}
    assert [scope.ended_at for scope in actor.earlier] == ["2026-11-23T02:00:00.000Z"]


def test_a_new_grid_in_the_community_widens_its_secretarys_scope(
    app: Flask, ask: Ask, clock: FrozenClock, people: People, sign_in: SignInAs
) -> None:
    secretary, patroller = sign_in("liu"), sign_in("li")
    fresh = fixed_id("area east3")
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        connection.execute(
            insert(area).values(
                id=fresh, code="east3", name="东3小分格", level="grid", parent_id=people.areas["east"],
                valid_from=date(2026, 11, 23),
            )
        )  # fmt: skip
    actor = ask(secretary)
    assert (actor.scope.number, f"grid:{fresh}" in actor.scope.streams) == (2, True)
    assert ask(patroller).scope.number == 1


def test_the_tree_answers_where_an_area_lies(app: Flask, people: People) -> None:
    ids = people.areas
    with app.test_request_context("/"):
        tree = area_tree()
        assert area_tree() is tree
    assert tree.grids_under(ids["east"]) == {ids["east1"], ids["east2"]}
    assert tree.grids_under(ids["east1a"]) == {ids["east1"]}
    assert tree.grid_of(ids["east1a"]) == ids["east1"]
    assert tree.grid_of(ids["east"]) is None
    assert tree.community_of(ids["east1a"]) == ids["east"]
    assert [one.code for one in tree.path(ids["east1a"])] == [
        "district",
        "street",
        "east",
        "east1",
        "east1a",
    ]
    assert tree.units_under(ids["street"]) == {ids["east1a"]}
    assert tree.path("no such id") == []
    assert tree.grids_under("no such id") == frozenset()


def end(app: Flask, clock: FrozenClock, people: People, login: str, last_day: date) -> None:
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        mine = assignment.c.person_id == people.ids[login]
        connection.execute(update(assignment).where(mine).values(valid_to=last_day))


def test_a_scope_never_carries_the_number_of_another(
    app: Flask,
    ask: Ask,
    clock: FrozenClock,
    people: People,
    sign_in: SignInAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An assignment is moved between a request's look at the directory and the noting of what it saw."""
    phone = sign_in("li")
    mine = assignment.c.person_id == people.ids["li"]
    moves = [people.areas["west1"], people.areas["east2"]]

    def move() -> None:
        if moves:
            with writing(app.extensions["gridwalk.engine"]) as connection:
                connection.execute(update(assignment).where(mine).values(area_id=moves.pop(0)))

    renew = current._renew

    def renew_after_another_move(*args: Any) -> Any:
        move()
        return renew(*args)

    monkeypatch.setattr(current, "_renew", renew_after_another_move)
    move()
    actor = ask(phone)
    assert actor.scope.streams & keys(people, "east1", "east2", "west1") == keys(people, "east2")
    monkeypatch.undo()
    assert ask(phone).scope == actor.scope
