"""The vectors that the phone's TypeScript runs as well."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from sync.equal import same
from sync.overlay import overlay
from sync.replica import Attention, Held, NoAnswer, Phone, Sent, Waiting, apply, read_answer
from tests.sync.vectors import description, vectors


@pytest.mark.parametrize("vector", vectors("overlay"), ids=description)
def test_overlay(vector: Any) -> None:
    given = vector["given"]
    shown = overlay(given["record"], vector["when"]["mutations"], given["union"])
    assert same(shown, vector["then"]["shown"]), shown


@pytest.mark.parametrize("vector", vectors("replica"), ids=description)
def test_replica(vector: Any) -> None:
    phone = _phone(vector["given"])
    when = vector["when"]
    asked = [each.mutation for each in phone.outbox if each.mutation["id"] in when["asked"]["mutations"]]
    if "body" in when:
        with pytest.raises(NoAnswer):
            read_answer(when["body"].encode(), asked)
    elif len(when["answer"]["receipts"]) != len(asked):
        with pytest.raises(NoAnswer):
            read_answer(_bytes(when["answer"]), asked)
    else:
        apply(phone, asked, read_answer(_bytes(when["answer"]), asked))
    then = dict(vector["then"])
    asks = then.pop("next", None)
    assert _state(phone) == _sorted(then)
    if asks is not None:
        assert {
            "epoch": phone.epoch,
            "scope": phone.scope_to_send(),
            "cursors": phone.cursors,
            "mutations": [each.mutation["id"] for each in phone.outbox],
        } == asks


def _bytes(answer: Any) -> bytes:

    return json.dumps(answer).encode()


def _phone(state: Any) -> Phone:
    records = {
        id_: Held(**(held | {"streams": set(held["streams"])})) for id_, held in state["records"].items()
    }
    return Phone(
        **state["replica"],
        records=records,
        outbox=[Waiting(**each) for each in state["outbox"]],
        sent=[Sent(**each) for each in state["sent"]],
        attention=[Attention(**each) for each in state["attention"]],
    )


def _state(phone: Phone) -> Any:

    state = asdict(phone)
    lists = {name: state.pop(name) for name in ("records", "outbox", "sent", "attention")}
    return _sorted({"replica": state, **lists})


def _sorted(state: Any) -> Any:
    for held in state["records"].values():
        held["streams"] = sorted(held["streams"])
    return state
