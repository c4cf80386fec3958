"""The vectors that the phone's TypeScript runs as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.equal import same
from sync.overlay import overlay
from sync.replica import NoAnswer, Phone, apply, read_answer
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
    for record, saved in then.pop("saves", {}).items():
        base, epoch = phone.seen(record)
        assert {"base": base, "epoch": epoch, "scope": phone.scope} == saved
    assert _state(phone) == _sorted(then)
    if asks is not None:
        assert {
            "epoch": phone.epoch,
            "scope": phone.scope_to_send(),
            "cursors": phone.cursors,
            "mutations": [each.mutation["id"] for each in phone.outbox],
        } | ({"mismatched": phone.mismatched()} if phone.mismatched() else {}) == asks


def _bytes(answer: Any) -> bytes:

    return json.dumps(answer).encode()


def _phone(state: Any) -> Phone:
    lists = {name: value for name, value in state.items() if name != "replica"}
    return Phone.from_json({**state["replica"], **lists})


def _state(phone: Phone) -> Any:
    state = phone.to_json()
    lists = {name: state.pop(name) for name in ("records", "outbox", "sent", "attention")}
    if not state["afresh"]:
        del state["afresh"]
    return {"replica": state, **lists}


def _sorted(state: Any) -> Any:
    for held in state["records"].values():
        held["streams"] = sorted(held["streams"])
    return state
