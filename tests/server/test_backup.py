"""A backup holds everything that was answered before it, and comes back on either database."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, insert, select

from server import create_app
from server.attachments.blobs import Blobs, original
from server.attachments.stores import open_store
from server.auth.tables import person
from server.backup.dump import back_up
from server.backup.restore import restore
from server.commands import restore as restore_command
from server.config import Settings
from server.db import make_engine, metadata, reading, writing
from server.errors import CommandError
from server.ids import new_id
from server.installation import epoch, installation
from server.locks import share, take_alone
from server.migrate import migrate
from server.records.models import erased, line, record, stream
from tests.databases import Postgres
from tests.server.conftest import START, FrozenClock, SignInAs
from tests.server.people import People

SHA = "a" * 64


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    found = Blobs(*open_store(settings.blobs))
    found.keep(original(SHA), b"a picture")
    return found


@pytest.fixture
def saved(
    app: Flask, people: People, sign_in: SignInAs, blobs: Blobs, clock: FrozenClock, tmp_path: Path
) -> Path:
    """A backup of the small world with somebody signed in."""
    sign_in("li")
    target = tmp_path / "backup.zip"
    back_up(app.extensions["gridwalk.engine"], clock, blobs, "the secret key", target)
    return target


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind, whatever the backup is from."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
        yield engine
        engine.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows that a backup keeps, but for those in which a restore differs."""
    own = {"installation", "epoch", "alembic_version"}
    with reading(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=str)
            for table in metadata.sorted_tables
            if table.name not in own and not table.info.get("transient")
        }


def test_everything_comes_back_on_either_database(
    app: Flask, saved: Path, elsewhere: Engine, clock: FrozenClock, tmp_path: Path
) -> None:
    keys: list[str] = []
    fresh = Blobs(*open_store(f"file:{tmp_path / 'other-blobs'}"))
    clock.forward(hours=1)
    restore(elsewhere, clock, fresh, saved, keys.append)
    assert contents(elsewhere) == contents(app.extensions["gridwalk.engine"])
    assert b"".join(fresh.read(original(SHA))) == b"a picture"
    assert keys == ["the secret key"]


def test_a_restored_database_begins_a_new_life_and_knows_when_it_was_saved(
    app: Flask, saved: Path, elsewhere: Engine, clock: FrozenClock, blobs: Blobs
) -> None:
    with reading(app.extensions["gridwalk.engine"]) as connection:
        before = connection.execute(select(installation)).one()
    assert before.backed_up == START
    clock.forward(hours=1)
    restore(elsewhere, clock, blobs, saved, lambda _key: None)
    with reading(elsewhere) as connection:
        after = connection.execute(select(installation)).one()
        lives = connection.execute(select(epoch).order_by(epoch.c.number)).all()
    assert [life.id for life in lives] == [before.epoch, after.epoch]
    assert lives[1].began == START + timedelta(hours=1)
    assert after.backed_up == START
    assert after.directory_version > before.directory_version


def test_a_device_signed_in_before_the_backup_stays_so_and_a_later_one_signs_in_again(
    app: Flask, client: FlaskClient, settings: Settings, blobs: Blobs, clock: FrozenClock, sign_in: SignInAs
) -> None:
    early = sign_in("li")
    target = settings.data_dir / "backup.zip"
    back_up(app.extensions["gridwalk.engine"], clock, blobs, None, target)
    late = sign_in("wang")
    app.extensions["gridwalk.engine"].dispose()
    restore(make_engine(settings.database_url), clock, blobs, target, lambda _key: None)
    again = create_app(settings, clock=clock).test_client(use_cookies=False)
    assert again.get("/api/session", headers=early.headers).status_code == 200
    assert again.get("/api/session", headers=late.headers).get_json()["code"] == "not_signed_in"
    assert sign_in("wang", late.device).device == late.device


def test_new_rows_get_new_numbers_after_a_restore(
    saved: Path, elsewhere: Engine, clock: FrozenClock, blobs: Blobs
) -> None:
    restore(elsewhere, clock, blobs, saved, lambda _key: None)
    with writing(elsewhere) as connection:
        for key in ("grid:a", "grid:b"):
            connection.execute(insert(stream).values(key=key, position=0))
        ids = connection.execute(select(stream.c.id)).scalars().all()
    assert len(set(ids)) == len(ids)


def test_what_was_erased_since_the_backup_stays_erased(
    app: Flask, people: People, clock: FrozenClock, blobs: Blobs, tmp_path: Path
) -> None:
    engine, id = app.extensions["gridwalk.engine"], new_id()
    with writing(engine) as connection:
        connection.execute(
            insert(record).values(
                id=id, collection="cases", root=id, version=1, author="system", person="system", fields="{}",
                stamps="{}", streams="",
            )
        )  # fmt: skip
        connection.execute(insert(stream).values(id=900, key="grid:x", position=1))
        place = {"stream_id": 900, "position": 1, "record": id, "collection": "cases", "root": id}
        connection.execute(insert(line).values(**place))
    back_up(engine, clock, blobs, None, tmp_path / "backup.zip")
    with writing(engine) as connection:
        connection.execute(record.delete().where(record.c.id == id))
        connection.execute(insert(erased).values(id=id, erased_at=clock.now()))
    restore(engine, clock, blobs, tmp_path / "backup.zip", lambda _key: None)
    with reading(engine) as connection:
        assert connection.execute(select(record.c.id).where(record.c.id == id)).all() == []
        assert connection.execute(select(line.c.record).where(line.c.record == id)).all() == []
        assert connection.execute(select(erased.c.id)).scalars().all() == [id]


def test_a_backup_under_load_is_one_moment(
    app: Flask, people: People, clock: FrozenClock, blobs: Blobs, elsewhere: Engine, tmp_path: Path
) -> None:
    """Two people are always renamed together; a backup must never catch them apart."""
    engine, begun, stop = app.extensions["gridwalk.engine"], threading.Event(), threading.Event()

    def keep_renaming() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with writing(engine) as connection:
                for login in ("li", "wang"):
                    named = person.update().where(person.c.login == login)
                    connection.execute(named.values(name=str(number)))
                connection.execute(insert(person).values(id=new_id(), login=f"n{number}", name=str(number)))
            begun.set()

    writer = threading.Thread(target=keep_renaming)
    writer.start()
    assert begun.wait(60)
    try:
        for number in range(3):
            back_up(engine, clock, blobs, None, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        restore(elsewhere, clock, blobs, tmp_path / f"{number}.zip", lambda _key: None)
        with reading(elsewhere) as connection:
            pair = select(person.c.name).where(person.c.login.in_(["li", "wang"]))
            names = set(connection.execute(pair).scalars())
            newest = connection.execute(select(func.count()).where(person.c.login.like("n%"))).scalar_one()
        assert names == {str(newest)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no backup at all"),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.unlink(),
        lambda path: rewrite(path, "meta.json", lambda old: old.replace(b'"format": 1', b'"format": 9')),
        lambda path: rewrite(path, "meta.json", lambda old: old.replace(b'"0030"', b'"9999"')),
        lambda path: rewrite(path, "tables/person.jsonl", lambda _old: b'["id"]\n["x", "too much"]\n'),
        lambda path: rewrite(path, "tables/stranger.jsonl", lambda _old: b"[]\n"),
    ],
    ids=["nothing", "half", "missing", "later format", "later version", "spoiled table", "unknown table"],
)
def test_a_spoiled_backup_changes_nothing(
    app: Flask, saved: Path, clock: FrozenClock, blobs: Blobs, spoil: Callable[[Path], object]
) -> None:
    engine = app.extensions["gridwalk.engine"]
    before = contents(engine)
    spoil(saved)
    with pytest.raises(CommandError):
        restore(engine, clock, blobs, saved, lambda _key: None)
    assert contents(engine) == before


def test_a_restore_wants_the_installation_for_itself(settings: Settings, saved: Path) -> None:
    with share(settings.data_dir), pytest.raises(CommandError, match="stop it first"):
        take_alone(settings.data_dir)
    with take_alone(settings.data_dir), pytest.raises(CommandError, match="restore is going on"):
        share(settings.data_dir)


def test_the_file_is_for_its_owner_only_and_names_its_moment(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0
    with ZipFile(saved) as file:
        assert json.loads(file.read("meta.json"))["made_at"] == "2026-11-23T01:00:00.000000Z"


def test_an_empty_database_is_not_backed_up(
    elsewhere: Engine, clock: FrozenClock, blobs: Blobs, tmp_path: Path
) -> None:
    target = tmp_path / "nothing.zip"
    with writing(elsewhere) as connection:
        metadata.create_all(connection)
    with pytest.raises(CommandError, match="empty"):
        back_up(elsewhere, clock, blobs, None, target)
    assert not target.exists()
    assert list(tmp_path.glob("*.part")) == []


def test_the_commands_do_the_same(
    settings: Settings, saved: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.cli import main

    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GRIDWALK_DATABASE_URL", settings.database_url)
    monkeypatch.delenv("GRIDWALK_SECRET_KEY", raising=False)
    engine = make_engine(settings.database_url)
    before = contents(engine)
    assert restore_command.__doc__
    assert main(["restore", str(saved)]) == 0
    assert (settings.data_dir / "secret.key").read_text().strip() == "the secret key"
    assert contents(engine) == before
    assert main(["backup", str(settings.data_dir / "again.zip")]) == 0
    migrate(engine, clock.now())
    assert main(["restore", str(settings.data_dir / "absent.zip")]) == 1
    engine.dispose()


def rewrite(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The same archive with one entry changed or added."""
    with ZipFile(path) as old:
        entries = {info.filename: old.read(info.filename) for info in old.infolist()}
    entries[name] = change(entries.get(name, b""))
    with ZipFile(path, "w", ZIP_STORED) as new:
        for entry, content in entries.items():
            new.writestr(entry, content)
