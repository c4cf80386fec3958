"""What is erased is gone for good."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import func, select

from server.db import reading, writing
from server.records import models
from server.records.erasing import erase, erase_again
from tests.server.people import WORLD
from tests.server.records.conftest import Phones

SECRET = "3单元王某欠薪"
CASE = {"area": WORLD.areas["east1"], "text": SECRET}


def test_an_erased_case_leaves_nothing_but_its_ids(app: Flask, phone_of: Phones) -> None:
    li, wang = phone_of("li"), phone_of("wang")
    case = li.create("cases", CASE)
    entry = li.create("entries", {"kind": "note", "text": SECRET}, case)
    assert wang.edit("cases", case, {"address": "3单元"}, 1)["outcome"] == "applied"
    assert li.edit("cases", case, {"address": SECRET}, 1)["outcome"] == "conflict"
    (refused,) = li.push(li.mutation("entries", {"kind": SECRET}, root=case))
    other = li.create("cases", {**CASE, "text": "别的"})
    li.sync()
    _erase(app, case)
    changes = li.sync()["changes"]
    assert {change["record"] for change in changes} >= {case, entry}
    assert all(change["gone"] for change in changes)
    assert [record["record"] for record in li.listed("cases")] == [other]
    path = f"/api/mutations/{refused['mutation']}"
    assert li.client.get(path, headers=li.phone.headers).status_code == 404
    with reading(app.extensions["gridwalk.engine"]) as connection:
        for table in (models.record, models.history, models.kept, models.receipt):
            for row in connection.execute(select(table)):
                assert SECRET not in repr(tuple(row)).encode().decode("unicode_escape", "ignore")
                assert SECRET not in repr(tuple(row))


def test_whoever_names_an_erased_record_is_refused_and_nothing_is_kept(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    case = li.create("cases", CASE)
    _erase(app, case)
    for mutation in (
        li.mutation("cases", CASE, id=case),
        li.mutation("entries", {"kind": "note", "text": SECRET}, root=case),
    ):
        (receipt,) = li.push(mutation)
        assert (receipt["outcome"], receipt["code"]) == ("refused", "erased")
    with reading(app.extensions["gridwalk.engine"]) as connection:
        assert connection.execute(select(func.count()).select_from(models.kept)).scalar() == 0


def test_a_restore_does_not_bring_it_back(app: Flask, phone_of: Phones) -> None:
    li = phone_of("li")
    case = li.create("cases", CASE)
    now: datetime = app.extensions["gridwalk.clock"].now()
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(models.erased.insert().values(id=case, erased_at=now))
        erase_again(connection, now)
    assert li.listed("cases") == []


def _erase(app: Flask, *ids: str) -> None:
    for _ in range(2):
        with writing(app.extensions["gridwalk.engine"]) as connection:
            erase(connection, ids, app.extensions["gridwalk.clock"].now())
