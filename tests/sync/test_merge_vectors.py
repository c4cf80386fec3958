"""Merging, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from sync.equal import same
from sync.merge import Author, merge
from sync.protocol import Mutation, Record, Stamp
from sync.store import CollectionSpec, FieldSpec
from tests.sync.vectors import description, vectors


@pytest.mark.parametrize("vector", vectors("merge"), ids=description)
def test_merge(vector: Any) -> None:
    given, when, then = vector["given"], vector["when"], vector["then"]
    stamps = {name: Stamp(**stamp, author="a", at="t") for name, stamp in given["record"]["stamps"].items()}
    record = Record(
        "r1",
        "cases",
        "r1",
        given["record"]["version"],
        given["record"]["fields"],
        stamps,
        "a",
        "p1",
        frozenset(),
    )
    spec = CollectionSpec(
        "cases", 1, frozenset(), {name: FieldSpec(rule) for name, rule in given["rules"].items()}
    )
    epochs = given["epochs"]
    author = Author(when["person"], when["device"], epochs[-1], epochs)
    mutation = Mutation(
        collection="cases", record="r1", root="r1", at="t", as_="a", scope=1, schema=1, **when["mutation"]
    )
    before = vector_copy(given["record"]["fields"])

    merged = merge(record, mutation, spec, author)

    assert same(merged.fields, then["fields"]), merged.fields
    assert merged.moved == then["moved"]
    assert merged.restamped == then.get("restamped", False)
    assert [{"field": c.field, "yours": c.yours, "theirs": c.theirs} for c in merged.conflicts] == then[
        "conflicts"
    ]
    assert [
        {"field": d.field, "value": d.value, "mutation": d.mutation, "why": d.why} for d in merged.displaced
    ] == then["displaced"]
    if "stamps" in then:
        assert merged.stamps == {name: Stamp(**s, author="a", at="t") for name, s in then["stamps"].items()}
    assert same(record.fields, before), "merging is pure"


def vector_copy(fields: Any) -> Any:
    return {name: value.copy() if hasattr(value, "copy") else value for name, value in fields.items()}
