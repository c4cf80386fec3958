"""What is personal is kept as long as the work needs it, and no longer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Table, func, select

from server.db import reading, writing
from server.public.jobs import forget
from server.public.tables import matter, public_count
from server.records.erasing import erase
from server.records.models import record
from tests.server.conftest import FrozenClock
from tests.server.public.conftest import Residents, only_case
from tests.server.public.test_following import ANSWER
from tests.server.records.conftest import Phones


def counted(app: Flask, table: Table) -> int:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def stored(app: Flask) -> str:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        return str(connection.execute(select(record.c.fields)).all())


def run(app: Flask) -> None:
    with app.app_context():
        forget()


def test_a_reporters_name_and_number_are_erased_some_time_after_the_answer(
    app: Flask, clock: FrozenClock, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report(phone="13800138000", name="陈女士")
    chen = phone_of("chen")
    case, _ = only_case(chen.listed("cases"))
    clock.forward(days=400)
    run(app)
    assert "13800138000" in stored(app)
    chen.create("entries", ANSWER, case)
    clock.forward(days=179)
    run(app)
    assert "陈女士" in stored(app)
    clock.forward(days=2)
    for _ in range(2):
        run(app)
    assert "13800138000" not in stored(app)
    assert "陈女士" not in stored(app)
    assert chen.show("cases", case)["text"] == "楼下下水道堵了"
    assert one.matter()["state"] == "answered"


def test_counts_are_forgotten_after_a_day(app: Flask, clock: FrozenClock, resident: Residents) -> None:
    one = resident()
    one.report()
    one.look(digits="x")
    assert counted(app, public_count) == 2
    clock.forward(hours=25)
    run(app)
    assert counted(app, public_count) == 0
    assert one.look().status_code == 200


def test_the_code_of_an_erased_case_opens_nothing_and_goes(
    app: Flask, clock: FrozenClock, resident: Residents, phone_of: Phones
) -> None:
    one = resident()
    one.report()
    case, _ = only_case(phone_of("chen").listed("cases"))
    with writing(app.extensions["gridwalk.engine"]) as connection:
        erase(connection, [case], clock.now())
    assert one.look().status_code == 404
    assert one.say("addition", text="一").status_code == 404
    run(app)
    assert counted(app, matter) == 0
