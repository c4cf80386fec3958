"""A new version of the app waits while a form is being written, and delivers what the old one kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import work
from tests.e2e.conftest import Demo, NewPhone
from tests.e2e.phone import Phone
from tests.e2e.releases import copy_build, release_next
from tests.e2e.station import ids, reading, records
from tests.live.gate import Gate, problem
from tests.live.server import ROOT, WEB_DIR, LiveServer, live_server

NOW = json.loads((ROOT / "pwa" / "package.json").read_text("utf-8"))["version"]
NEXT = "97.5.3"


@dataclass(frozen=True)
class Deployment:
    """A server that serves a build of its own, which can be replaced."""

    server: LiveServer
    folder: Path

    def release(self) -> None:
        release_next(self.folder, NOW, NEXT)


@pytest.fixture
def deployment(demo: Demo, tmp_path: Path) -> Iterator[Deployment]:
    folder = tmp_path / "web"
    copy_build(Path(os.environ.get(WEB_DIR) or ROOT / "pwa" / "dist"), folder)
    shutil.copytree(demo.data_dir, tmp_path / "deployed")
    with live_server(tmp_path / "deployed", settings={WEB_DIR: str(folder)}, people=demo.people) as server:
        yield Deployment(server, folder)


@pytest.fixture
def server(deployment: Deployment) -> LiveServer:
    return deployment.server


def test_a_new_version_waits_for_the_form_and_delivers_the_old_outbox(
    deployment: Deployment, new_phone: NewPhone
) -> None:
    server = deployment.server
    busy = problem(503, "unavailable", **{"Retry-After": "1"})
    phone = new_phone("patroller")
    phone.sign_in(server.login("lina"))
    with Gate(server.port, lambda _, path, __: busy if path == "/api/sync" else None) as gate:
        phone.network.lead_to(gate.port)
        first = work.open_case(phone, "旧版本里记的", [1])
        phone.expect_waiting(2)
        phone.tap("new-case")
        phone.handle("case-text").fill("才写了一半")
        phone.page.evaluate("window.keptAlive = true")
        deployment.release()
        come_back_to(phone)

        expect(phone.handle("update")).to_be_visible()
        phone.tap("update")
        expect(phone.handle("message")).to_have_attribute("data-code", "update_later")
        other = phone.page.context.new_page()
        other.goto(phone.network.url)
        other.get_by_test_id("update").click()
        expect(other.get_by_test_id("message")).to_have_attribute("data-code", "update_later")
        other.close()
        assert phone.page.evaluate("window.keptAlive") is True
        expect(phone.handle("case-text")).to_have_value("才写了一半")

        # The old build's files are gone from the server, and still there for the page that runs on them.
        second = save(phone)
        phone.tap("nav-patrol")
        expect(phone.handle("start-patrol")).to_be_visible()
        phone.expect_waiting(3)
        with phone.page.expect_event("load"):
            phone.tap("update")
        assert phone.page.evaluate("window.keptAlive") is None
        phone.tap("nav-me")
        expect(phone.page.get_by_text(NEXT)).to_be_visible()
        expect(phone.handle("update")).to_have_count(0)
        phone.expect_waiting(3)

        gate.rule = None
        phone.look()
        phone.wait_for_chip("synced")
    with reading(server, server.leader_of("lina")) as leader:
        assert sorted(ids(leader, "cases")) == sorted([first, second])
        [photo] = records(leader, "attachments")
        assert photo["fields"]["stored"] is True


def test_what_was_being_written_is_there_after_a_new_version_came_with_a_kill(
    deployment: Deployment, new_phone: NewPhone
) -> None:
    phone = new_phone("patroller")
    phone.sign_in(deployment.server.login("lina"))
    phone.tap("new-case")
    phone.handle("case-text").fill("写到一半手机没电了")
    work.add_photos(phone, [3])
    deployment.release()
    come_back_to(phone)
    expect(phone.handle("update")).to_be_visible()
    phone.kill()
    phone.open()
    phone.tap("nav-me")
    expect(phone.page.get_by_text(NEXT)).to_be_visible()
    phone.tap("new-case")
    expect(phone.handle("case-text")).to_have_value("写到一半手机没电了")
    expect(phone.handle("photo")).to_have_count(1)
    save(phone)
    phone.wait_for_chip("synced")


def come_back_to(phone: Phone) -> None:
    """The app is put away and shown again, and looks whether there is something newer."""
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def save(phone: Phone) -> str:
    with phone.saving() as saved:
        phone.tap("save")
    return saved[-1]
