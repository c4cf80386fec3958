"""Matters that were brought to a window or a hotline: their reporters get a code as well."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.people import WORLD
from tests.server.public.conftest import Residents
from tests.server.records.conftest import Phones
from tests.server.records.helpers import Pusher

EAST1 = WORLD.areas["east1"]
CASE = {"area": EAST1, "text": "想问问低保怎么办", "channel": "station"}


def hand_out(phone: Pusher, case: str) -> TestResponse:
    return phone.client.post("/api/matter-codes", json={"case": case}, headers=phone.phone.headers)


@pytest.mark.parametrize("channel", ["station", "hotline", "secretary_online", "forum"])
def test_a_leader_takes_a_matter_down_and_hands_out_its_code(
    phone_of: Phones, resident: Residents, channel: str
) -> None:
    chen, one = phone_of("chen"), resident()
    case = chen.create("cases", {**CASE, "channel": channel})
    told = hand_out(chen, case).get_json()
    one.code, one.digits = told["code"], told["digits"]
    found = one.matter()
    assert found["state"] == "received"
    assert found["text"] == ""  # the leader's words are not the resident's
    assert one.say("addition", text="我住3栋").status_code == 200
    assert chen.show("cases", case)["channel"] == channel


def test_the_digits_are_those_of_the_phone_number_that_was_noted_down(
    phone_of: Phones, resident: Residents
) -> None:
    chen, one = phone_of("chen"), resident()
    case = chen.create("cases", CASE)
    chen.create("reporters", {"name": "陈女士", "phone": "13800138000"}, case)
    told = hand_out(chen, case).get_json()
    assert told["digits"] is None
    assert one.look(told["code"], "8000").status_code == 200


def test_a_new_code_takes_the_place_of_the_one_before(phone_of: Phones, resident: Residents) -> None:
    one = resident()
    one.report()
    chen = phone_of("chen")
    (row,) = chen.listed("cases")
    told = hand_out(chen, row["record"]).get_json()
    assert one.look().status_code == 404
    assert one.look(told["code"], told["digits"]).status_code == 200


def test_codes_are_handed_out_only_by_those_who_note_reporters_down_there(
    client: FlaskClient, phone_of: Phones
) -> None:
    case = phone_of("chen").create("cases", CASE)
    assert [hand_out(phone_of(login), case).status_code for login in ("li", "chen", "liu")] == [201] * 3
    absent = hand_out(phone_of("chen"), WORLD.ids["li"])
    for login in ("sun", "zhao", "he", "ma", "tian"):
        answer = hand_out(phone_of(login), case)
        assert (answer.status_code, answer.get_json()["detail"]) == (404, absent.get_json()["detail"])
    assert client.post("/api/matter-codes", json={"case": case}).status_code == 401
