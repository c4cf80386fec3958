"""Pushing, case by case: bytes in, bytes out, over the store in memory."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.protocol import ATTENTION
from tests.sync.station import Station, resolved
from tests.sync.vectors import description, part, vectors


@pytest.mark.parametrize("vector", vectors("push"), ids=description)
def test_push(vector: Any) -> None:
    vector = resolved(vector)
    station = Station()
    for step in vector["given"]["steps"]:
        station.step(step)
    when, then = vector["when"], vector["then"]
    if "settle" in when:
        receipts = [_settle(station, **{key: when["settle"][key] for key in ("by", "with")})]
    elif "system" in when:
        receipts = [_plain(receipt) for receipt in station.step(when)]
    else:
        receipts = station.step(when)["receipts"]
    assert len(receipts) == len(then["receipts"]), receipts
    for receipt, expected in zip(receipts, then["receipts"], strict=True):
        field = expected.pop("error_in", None)
        assert part(receipt, expected), (receipt, expected)
        assert field is None or field in receipt["errors"], receipt
    data = station.store.data
    for id_, expected in then.get("records", {}).items():
        record = data.records.get(id_)
        if expected is None:
            assert record is None
            continue
        assert record is not None
        found = {
            "version": record.version,
            "root": record.root,
            "streams": sorted(record.streams),
            "fields": dict(record.fields),
        }
        assert part(found, expected), found
    if "history" in then:
        told = [
            {key: getattr(d, key) for key in ("record", "field", "value", "why", "mutation")}
            for d in data.displaced
        ]
        assert told == then["history"]
    if "kept" in then:
        assert [each.code for each in data.kept.values()] == then["kept"]
        for each in data.kept.values():
            json.loads(each.body)
            assert each.body.isascii()
    if "attention" in then:
        _check_attention(station, then["attention"])
    for key, position in then.get("positions", {}).items():
        assert data.streams[key].position == position
    assert station.bugs == then.get("bugs", [])


def _check_attention(station: Station, expected: dict[str, list[Any]]) -> None:
    records = [r for r in station.store.data.records.values() if r.collection == ATTENTION]
    assert len(records) == sum(map(len, expected.values()))
    for person, each in expected.items():
        mine = [r for r in records if r.fields["person"] == person]
        assert [r.streams for r in mine] == [frozenset({f"person:{person}"})] * len(each)
        for record, fields in zip(mine, each, strict=True):
            assert part(dict(record.fields), fields), record.fields


def _settle(station: Station, by: str, **more: str) -> Any:
    """Somebody settles the one attention record there is."""
    (record,) = [r for r in station.store.data.records.values() if r.collection == ATTENTION]
    mutation = {
        "id": "0193a1b2-ffff-7000-8000-000000000001",
        "collection": ATTENTION,
        "record": record.id,
        "base": 1,
        "fields": {"settled": more["with"]},
    }
    return station.push(by, "d1", [mutation])["receipts"][0]


def _plain(receipt: Any) -> dict[str, Any]:
    return {key: getattr(receipt, key) for key in ("mutation", "outcome", "version", "code", "errors")}
