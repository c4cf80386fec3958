"""Values are taken as they are or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from server.records import registry, values
from server.records.checking import checks
from sync.protocol import MAX_INTEGER, Fields, Json

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize("value", [1.9, 1.0, "1", True, "１２", "1_000", NAN, None, 2**53, -(2**53), [1]])
def test_a_whole_number_is_never_made_of_something_else(value: Json) -> None:
    assert values.whole(-MAX_INTEGER, MAX_INTEGER)(value)


@pytest.mark.parametrize("value", ["1.5", True, NAN, INFINITE, -INFINITE, 2**53, None, {}])
def test_a_number_is_finite_and_exact(value: Json) -> None:
    assert values.number(-MAX_INTEGER, MAX_INTEGER)(value)
    assert values.number(-1, 2)(1.5) is None


@pytest.mark.parametrize("value", [1, 0, "true", None, "on"])
def test_yes_and_no_are_only_true_and_false(value: Json) -> None:
    assert values.flag(value)
    assert values.flag(True) is None


@pytest.mark.parametrize("value", ["a\0", "\ud800", "漏\udfff水", 5, ["a"]])
def test_text_holds_what_both_databases_can_keep(value: Json) -> None:
    assert values.text(10, False)(value)
    assert values.text(10, False)("漏水🌊") is None


def test_text_is_counted_in_characters() -> None:
    assert values.text(4, True)("🌊🌊🌊🌊") is None
    assert values.text(4, True)("🌊🌊🌊🌊a")


def test_needed_text_is_not_blank() -> None:
    assert values.text(9, True)(" \n　") == values.NEEDED
    assert values.text(9, False)(" ") is None


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T08:50:00",
        "2026-11-23 08:50:00+08:00",
        "2026-02-30T08:50:00+08:00",
        "0001-01-01T00:00:00+14:00",
        "９999-01-01T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T08:50:00+25:00",
        "2026-11-23T08:50:00+18:00",
        "2026-11-23T08:50:00Z\n",
        1_795_000_000,
    ],
)
def test_a_time_is_a_real_moment_with_its_offset(value: Json) -> None:
    assert values.time(value)


@pytest.mark.parametrize("value", ["2026-11-23T08:50:00+08:00", "2026-11-23T00:50:00.123Z"])
def test_a_time_may_be_told_in_any_zone(value: str) -> None:
    assert values.time(value) is None


@pytest.mark.parametrize("value", ["2026-02-29", "20261123", "2026-11-23T00:00:00Z", "２026-11-23", 5])
def test_a_day_is_a_day_of_the_calendar(value: Json) -> None:
    assert values.day(value)
    assert values.day("2028-02-29") is None


@pytest.mark.parametrize("value", ["A" * 36, "00000000-0000-7000-8000-00000000000A", "x", 7, " " * 36])
def test_an_id_is_a_uuid_in_lower_case(value: Json) -> None:
    assert values.identity(value)
    assert values.identity("00000000-0000-7000-8000-00000000000a") is None


def _errors(collection: str, fields: Fields) -> set[str]:
    return set(checks()[collection].errors(fields, True))


@pytest.mark.parametrize(
    ("collection", "fields"),
    [
        ("cases", {"position": {"lat": 22.7}}),
        ("cases", {"position": {"lat": 22.7, "lon": 113.9, "height": 3}}),
        ("cases", {"position": {"lat": 91, "lon": 113.9}}),
        ("cases", {"position": [22.7, 113.9]}),
        ("cases", {"tags": ["漏水"]}),
        ("cases", {"tags": {"add": [""]}}),
        ("cases", {"kind": "burst"}),
        ("cases", {"people_count": 100_001}),
        ("entries", {"spoke": ["甲", None]}),
        ("entries", {"terms": [{"amount_fen": 100}]}),
        ("entries", {"terms": [{"text": "修好", "amount_fen": 1.5}]}),
        ("entries", {"terms": [{"text": "修好", "due": "明天"}]}),
        ("attachments", {"blob": "A" * 64}),
        ("parties", {"void": 1}),
    ],
)
def test_what_is_nested_is_checked_as_strictly(collection: str, fields: Fields) -> None:
    assert fields.keys() <= _errors(collection, fields)


def test_fields_of_nobody_are_errors() -> None:
    assert checks()["cases"].errors({"number_of_cats": 3}, False) == {"number_of_cats": [values.UNKNOWN]}


def test_null_empties_what_is_not_needed() -> None:
    assert not checks()["cases"].errors({"address": None, "tags": None}, False)
    assert checks()["cases"].errors({"text": None}, False) == {"text": [values.NEEDED]}


_leaf = (
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["dispute", "2026-11-23T08:50:00+08:00", "2026-11-23", "0" * 64, "met", "area"])
    | st.sampled_from(["00000000-0000-7000-8000-00000000000a", {"lat": 1, "lon": 2.5}, {"zh-CN": "漏"}])
)
_value = st.recursive(
    _leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
_names = {name: sorted(collection.fields) for name, collection in registry.collections().items()}


@st.composite
def _records(draw: st.DrawFn) -> tuple[str, Fields]:
    collection = draw(st.sampled_from(sorted(_names)))
    names = st.sampled_from([*_names[collection], "unheard_of"])
    return collection, draw(st.dictionaries(names, _value, max_size=6))


@given(_records(), st.booleans())
def test_the_quick_check_and_the_schemas_agree(record: tuple[str, Fields], creating: bool) -> None:
    name, fields = record
    schema = registry.collections()[name].fields_of(partial=not creating)
    by_schema: dict[str, Sequence[str]] = {}
    try:
        assert schema.load(dict(fields)) == dict(fields) or fields != fields
    except ValidationError as error:
        by_schema = error.messages_dict
    assert set(checks()[name].errors(fields, creating)) == set(by_schema)
