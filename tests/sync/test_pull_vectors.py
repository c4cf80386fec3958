"""Pulling, case by case. Streams are told by their keys here, by their wire names on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.station import Station, resolved
from tests.sync.vectors import description, part, vectors


@pytest.mark.parametrize("vector", vectors("pull"), ids=description)
def test_pull(vector: Any) -> None:
    vector = resolved(vector)
    station = Station()
    for step in vector["given"]["steps"]:
        station.step(step)
    names = {key: stream.name for key, stream in station.store.data.streams.items()}
    ((kind, when),) = vector["when"].items()
    for said in ("cursors", "mismatched"):
        when[said] = {names.get(key, key): each for key, each in when.get(said, {}).items()}

    answer = station.step({kind: when})

    keys = {stream.name: key for key, stream in station.store.data.streams.items()}
    for change in answer["changes"]:
        change["streams"] = {keys[name]: at for name, at in change["streams"].items()}
    answer["cursors"] = {keys[name]: at for name, at in answer["cursors"].items()}
    if "digests" in answer:
        answer["digests"] = {keys[name]: check for name, check in answer["digests"].items()}
    for listed in ("streams", "restarted"):
        if listed in answer:
            answer[listed] = sorted(keys[name] for name in answer[listed])
    then = vector["then"]
    assert part(answer, then), answer
    assert answer["cursors"] == then.get("cursors", answer["cursors"])
    for found, expected in zip(answer["changes"], then.get("changes", answer["changes"]), strict=True):
        assert found["streams"] == expected.get("streams", found["streams"])
