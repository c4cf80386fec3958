"""Streams say what stands in them; phones and the server itself compare. On both databases, over HTTP."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from server.attachments.blobs import Blobs
from server.attachments.stores import open_store
from server.auth.spans import directory_change
from server.auth.tables import area
from server.backup.dump import back_up
from server.backup.restore import restore
from server.config import Settings
from server.db import make_engine, reading, writing
from server.ids import new_id
from server.metrics import register_metrics
from server.records import models
from server.records.erasing import erase
from server.records.housekeeping import forget
from server.records.jobs import recount_the_streams
from server.records.positions import _ADVANCE_SQLITE
from server.records.recount import Difference, recount
from server.records.transaction import SqlTransaction
from sync.retiring import leave_phones
from tests.server.conftest import FrozenClock, prepare
from tests.server.people import BEGAN, WORLD
from tests.server.records.conftest import Phones
from tests.server.records.device import HttpDevice

EAST1, EAST2 = WORLD.areas["east1"], WORLD.areas["east2"]
LEAK = {"area": EAST1, "text": "3单元漏水"}
NOTE = {"kind": "note", "text": "联系了物业。"}


def differs(app: Flask) -> Difference:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        return recount(connection)


def name_of(app: Flask, key: str) -> str:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        number = connection.execute(select(models.stream.c.id).where(models.stream.c.key == key)).scalar_one()
    return f"s{number}"


@pytest.fixture
def figures(app: Flask) -> Callable[[], dict[str, float]]:
    """What phones have said so far, as `/metrics` tells it."""
    register_metrics(app)
    return lambda: counted(app)


def counted(app: Flask) -> dict[str, float]:
    (metric,) = app.extensions["gridwalk.mismatched"].collect()
    return {s.labels["said"]: s.value for s in metric.samples if s.name.endswith("_total")}


def test_every_kind_of_change_keeps_count_and_digest(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    li, chen = phone_of("li"), phone_of("liu")
    phones = [HttpDevice(li), HttpDevice(chen)]
    first, second, third = (li.create("cases", LEAK) for _ in range(3))
    entry = li.create("entries", NOTE, first)
    assert not differs(app)
    assert li.edit("cases", first, {"text": "还在漏"}, 1)["outcome"] == "applied"
    assert phone_of("wang").edit("cases", first, {"text": "不漏了"}, 1)["outcome"] == "conflict"
    assert li.push(li.mutation("entries", {"kind": "no"}, root=first))[0]["outcome"] == "refused"
    assert (
        li.edit("entries", entry, {"void": True, "void_reason": "错"}, 1, root=first)["outcome"] == "applied"
    )
    assert not differs(app)
    assert chen.edit("cases", first, {"area": EAST2}, 99)["outcome"] == "applied"
    assert not differs(app)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        leave_phones(SqlTransaction(connection, clock.now()), [second])
        erase(connection, [third], clock.now())
    assert not differs(app)
    clock.forward(days=401)
    with writing(app.extensions["gridwalk.engine"]) as connection:
        forget(connection, clock.now())
    assert not differs(app)
    for phone in phones:
        assert phone.sync().mismatched == []
    assert phones[0].held("cases") == set()
    assert phones[1].held("cases") == {first}


def test_a_record_that_a_phone_has_lost_is_found_counted_and_fetched_again(
    app: Flask, figures: Callable[[], dict[str, float]], phone_of: Phones
) -> None:
    pusher = phone_of("li")
    li = HttpDevice(pusher)
    case = li.make("cases", LEAK)
    li.make("entries", NOTE, root=case)
    assert li.sync().mismatched == []
    del li.phone.records[case]
    li.check()
    name = name_of(app, f"grid:{EAST1}")
    assert li.sync().mismatched == [(name, "found")]
    assert li.held("cases") == {case}
    assert li.phone.mismatched() == {}
    assert li.asked[-1]["mismatched"] == {name: "found"}
    assert figures() == {"found": 1}


def test_a_line_that_the_server_has_lost_is_said_and_put_right_by_the_server(
    app: Flask, figures: Callable[[], dict[str, float]], phone_of: Phones
) -> None:
    old = HttpDevice(phone_of("li"))
    case = old.make("cases", LEAK)
    other = old.make("cases", LEAK)
    old.sync()
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(delete(models.line).where(models.line.c.record == case))
    new = HttpDevice(phone_of("wang"))
    name = name_of(app, f"grid:{EAST1}")
    assert new.sync().mismatched == [(name, "found"), (name, "stays")]
    assert new.sync().mismatched == []
    assert new.held("cases") == {other}
    assert figures() == {"found": 1, "stays": 1}
    assert differs(app).records == [case]
    with app.app_context():
        recount_the_streams()
    assert not differs(app)
    new.sync()
    assert new.held("cases") == {case, other}
    assert new.phone.mismatched() == {}
    old.check()
    assert old.sync().mismatched == []


def test_a_record_that_was_changed_by_hand_is_sent_to_every_phone(app: Flask, phone_of: Phones) -> None:
    li = HttpDevice(phone_of("li"))
    case = li.make("cases", LEAK)
    li.sync()
    with writing(app.extensions["gridwalk.engine"]) as connection:
        changed = update(models.record).where(models.record.c.id == case)
        connection.execute(changed.values(version=7, fields='{"text":"by hand"}'))
    li.check()
    assert li.sync().mismatched == []
    assert differs(app).records == [case]
    with app.app_context():
        recount_the_streams()
    assert not differs(app)
    assert li.sync().mismatched == []
    assert (li.phone.records[case].version, li.phone.records[case].fields) == (7, {"text": "by hand"})


@pytest.mark.parametrize("wrong", ["stream", "left behind", "line without a record"])
def test_the_server_puts_right_what_it_finds(app: Flask, phone_of: Phones, wrong: str) -> None:
    li = HttpDevice(phone_of("li"))
    case, other = li.make("cases", LEAK), li.make("cases", LEAK)
    li.sync()
    with writing(app.extensions["gridwalk.engine"]) as connection:
        if wrong == "stream":
            connection.execute(update(models.stream).values(count=5, digest=models.stream.c.digest + 1))
        elif wrong == "left behind":
            connection.execute(update(models.record).where(models.record.c.id == case).values(streams=""))
        else:
            connection.execute(delete(models.record).where(models.record.c.id == case))
    assert differs(app)
    with app.app_context():
        recount_the_streams()
    assert not differs(app)
    li.check()
    li.sync()
    assert li.held("cases") == ({case, other} if wrong == "stream" else {other})
    assert li.phone.mismatched() == {}


def test_a_restore_brings_back_count_and_digest_and_erases_again_from_both(
    app: Flask, settings: Settings, clock: FrozenClock, phone_of: Phones
) -> None:
    engine, blobs = app.extensions["gridwalk.engine"], Blobs(*open_store(settings.blobs))
    li = HttpDevice(phone_of("li"))
    erased, kept, changed = (li.make("cases", LEAK) for _ in range(3))
    li.sync()
    clock.forward(minutes=1)
    back_up(engine, clock, blobs, None, settings.data_dir / "backup.zip")
    li.make("cases", {"text": "later"}, changed)
    later = li.make("cases", LEAK)
    li.sync()
    with writing(engine) as connection:
        erase(connection, [erased], clock.now())
    engine.dispose()  # a restore is a process of its own
    restore(engine, clock, blobs, settings.data_dir / "backup.zip", lambda _key: None)
    assert not differs(app)
    assert li.sync().mismatched == []
    assert li.held("cases") == {kept, changed, later}
    assert li.phone.records[changed].fields["text"] == "later"


def test_only_digests_of_ones_own_streams_are_told(app: Flask, phone_of: Phones) -> None:
    li, zhao = HttpDevice(phone_of("li")), HttpDevice(phone_of("zhao"))
    li.make("cases", LEAK)
    li.sync()
    zhao.sync()
    theirs = name_of(app, f"grid:{EAST1}")
    assert theirs in li.answers[-1]["digests"]
    assert theirs not in zhao.answers[-1].get("digests", {})


def test_one_change_stays_below_a_kilobyte_for_somebody_with_57_streams(
    app: Flask, clock: FrozenClock, phone_of: Phones
) -> None:
    """Compressed, each way; the digest of the one stream that moved is in it."""
    with writing(app.extensions["gridwalk.engine"]) as connection, directory_change(connection, clock):
        for number in range(60):
            grid = {"id": new_id(), "code": f"G{number}", "name": f"第{number}小分格", "valid_from": BEGAN}
            connection.execute(area.insert().values(**grid, level="grid", parent_id=WORLD.areas["east"]))
    liu = phone_of("liu")
    with reading(app.extensions["gridwalk.engine"]) as connection:
        grids = connection.execute(select(area.c.id).where(area.c.code.like("G%"))).scalars().all()
    for start in range(0, 60, 20):
        mutations = [liu.mutation("cases", {**LEAK, "area": grid}) for grid in grids[start : start + 20]]
        assert {receipt["outcome"] for receipt in liu.push(*mutations)} == {"applied"}
    phone = HttpDevice(liu)
    phone.sync()
    assert len(phone.phone.cursors) > 57
    assert len(phone.answers[-1]["digests"]) == len(phone.phone.cursors)
    phone.make("cases", {**LEAK, "area": grids[3]})
    phone.sync()
    assert list(phone.answers[-1]["digests"]) == [name_of(app, f"grid:{grids[3]}")]
    assert len(gzip.compress(json.dumps(phone.answers[-1]).encode())) <= 1_000
    assert len(gzip.compress(json.dumps(phone.asked[-1]).encode())) <= 1_000


def test_a_phone_that_waits_tries_again_after_a_day(app: Flask, clock: FrozenClock, phone_of: Phones) -> None:
    li = HttpDevice(phone_of("li"))
    case = li.make("cases", LEAK)
    li.sync()
    with writing(app.extensions["gridwalk.engine"]) as connection:
        stream = update(models.stream).where(models.stream.c.key == f"grid:{EAST1}")
        connection.execute(stream.values(digest=models.stream.c.digest + 1))
    li.check()
    assert [said for _, said in li.sync().mismatched] == ["found", "stays"]
    clock.forward(hours=23)
    li.check()
    assert li.sync().mismatched == []
    clock.moment += timedelta(hours=1)
    li.check()
    assert [said for _, said in li.sync().mismatched] == ["found", "stays"]
    assert li.held("cases") == {case}
    with app.app_context():
        recount_the_streams()
    li.check()
    li.sync()
    assert li.phone.mismatched() == {}


def test_keeping_the_digest_looks_at_the_records_that_change_and_not_at_their_stream(tmp_path: Path) -> None:
    """SQLite's planner, left to itself, would read every line of the stream at each push."""
    url = f"sqlite:///{tmp_path / 'plan.sqlite3'}"
    prepare(url)
    engine = make_engine(url)
    with reading(engine) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {_ADVANCE_SQLITE}", (1, 1, 1, "[]", 1, 1))
        looks = [row[3] for row in plan if "line" in row[3].split()]
    engine.dispose()
    assert len(looks) == 1
    assert looks[0].endswith("(stream_id=? AND record=?)")
