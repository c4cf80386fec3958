"""A poster is an A4 page whose QR code opens the form at the right building."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from server.cli import main
from server.config import Settings
from server.public.posters.draw import Poster, draw
from server.records.writer import system_write
from sync.store import SystemWrite
from tests.server.people import WORLD, fixed_id
from tests.server.records.conftest import Phones


def pages(pdf: bytes) -> list[tuple[str, str]]:
    """What each page's QR code says, seen as a camera sees it, and the page's words."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        assert [round(side) for side in page.get_size()] == [595, 842]
        (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        found.append((code.text, page.get_textpage().get_text_range()))
    return found


def test_a_poster_says_where_and_its_code_opens_the_form_there() -> None:
    url = "https://grid.example.cn/report?at="
    poster = Poster(url=f"{url}440311002001-03-01", place="富豪花园C区", address="公明街道 公明社区")
    other = Poster(url=f"{url}P-1", place="很长的名字" * 12, address="")
    (first, words), (second, _) = pages(draw([poster, other]))
    assert (first, second) == (poster["url"], other["url"])
    assert all(each in words for each in ("富豪花园C区", "公明街道 公明社区", "有事您说", "Scan to report"))


def test_a_leader_prints_the_posters_of_the_buildings_in_their_grid(phone_of: Phones) -> None:
    chen = phone_of("chen")
    answer = chen.client.get(
        "/api/posters", query_string={"area": WORLD.areas["east1"]}, headers=chen.phone.headers
    )
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    ((code, words),) = pages(answer.data)
    assert code == "http://localhost/report?at=east1a"
    assert "东1甲小区" in words


def test_posters_are_printed_by_those_whose_area_it_is(phone_of: Phones) -> None:
    foreign = (("li", "east1"), ("sun", "east1"), ("chen", "east"), ("chen", "west1"), ("liu", "west1"))
    for login, area in foreign:
        phone = phone_of(login)
        answer = phone.client.get(
            "/api/posters", query_string={"area": WORLD.areas[area]}, headers=phone.phone.headers
        )
        assert answer.status_code == 404, (login, area)
    liu = phone_of("liu")
    asked = {"area": WORLD.areas["east"]}
    assert liu.client.get("/api/posters", query_string=asked, headers=liu.phone.headers).status_code == 200


def test_the_command_prints_an_area_or_a_place(
    app: Flask, phone_of: Phones, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    place = fixed_id("poster's place")
    fields = {"code": "P-0001", "name": "1栋2单元", "area": WORLD.areas["east1"]}
    system_write(app, [SystemWrite("places", place, place, fields)])
    monkeypatch.setenv("GRIDWALK_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("GRIDWALK_DATABASE_URL", settings.database_url)
    file = tmp_path / "posters.pdf"
    asked = ["poster", "district", "P-0001", "--address", "https://grid.example.cn", "-o", str(file)]
    assert main(asked) == 0
    assert [code for code, _ in pages(file.read_bytes())] == [
        "https://grid.example.cn/report?at=east1a",
        "https://grid.example.cn/report?at=P-0001",
    ]
    assert main(["poster", "nowhere", "--address", "https://a", "-o", str(file)]) == 1
    assert "no area and no place with the code nowhere" in capsys.readouterr().err


def test_serving_never_imports_what_draws() -> None:
    seen = "import sys; from server import create_app; create_app(); print('reportlab' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, cwd="/tmp")
    assert run.stdout.strip() == "False"
