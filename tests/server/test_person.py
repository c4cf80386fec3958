"""What a clerk does to one person holds at their next request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.cli import main
from server.config import Settings
from tests.server.conftest import SignInAs
from tests.server.people import People

Person = Callable[..., int]


@pytest.fixture
def person(settings: Settings, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Person:
    """`gridwalk person …` on the installation of the test, at its time."""
    clock = tmp_path / "clock"
    clock.write_text("2026-11-23T09:00:00+08:00")
    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GRIDWALK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GRIDWALK_CLOCK_FILE", str(clock))
    return lambda *words: main(["person", *words])


def test_a_disabled_person_is_out_and_may_be_let_in_again(
    person: Person, client: FlaskClient, sign_in: SignInAs
) -> None:
    phone = sign_in("li")
    for _ in range(2):
        assert person("disable", "li") == 0
        answer = client.get("/api/session", headers=phone.headers)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "person_disabled")
    assert person("enable", "li") == 0
    assert client.get("/api/session", headers=phone.headers).status_code == 200


@pytest.mark.parametrize("place", ["east2", "east/east2", "district/street/east/east2"])
def test_somebody_stands_in_for_a_colleague(
    person: Person, client: FlaskClient, people: People, sign_in: SignInAs, place: str
) -> None:
    phone = sign_in("li")
    for _ in range(2):  # harmless to repeat
        assert person("assign", "li", "grid_leader", place, "--to", "2026-11-30") == 0
    body = client.get("/api/session", headers=phone.headers).get_json()
    held = {(one["role"], one["area"], one["from"], one["to"]) for one in body["user"]["assignments"]}
    assert held == {
        ("patroller", people.areas["east1"], "2026-01-01", None),
        ("grid_leader", people.areas["east2"], "2026-11-23", "2026-11-30"),
    }
    assert len(body["user"]["assignments"]) == 2
    assert body["scope"] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["disable", "nobody"], "nobody with the login nobody"),
        (["assign", "nobody", "patroller", "east1"], "nobody with the login nobody"),
        (["assign", "li", "king", "east1"], "no role king"),
        (["assign", "li", "patroller", "nowhere"], "no area with the code nowhere"),
        (["assign", "li", "patroller", "west/east1"], "no area with the code west/east1"),
        (["assign", "li", "patroller", "east1", "--to", "2026-11-22"], "end before it begins"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    person: Person, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert person(*words) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
