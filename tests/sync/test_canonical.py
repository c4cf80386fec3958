"""Canonical JSON (RFC 8785), and the hash by which a repeated mutation is known."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.canonical import body_hash, canonical, is_plain
from sync.equal import same

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        # The examples of RFC 8785, appendix B.
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_ecmascript_does(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number) == text


def test_names_are_sorted_by_utf_16_unit() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical(dict.fromkeys(names, 0))
    assert list(json.loads(text)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_only_where_it_must_be() -> None:
    assert canonical('€$\u000f\nA\'B"\\\\"/\u2028') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028"'


def read_back(text: str) -> object:
    """As ECMAScript reads it: every number is a double."""
    return json.loads(text, parse_int=float)


@given(values)
def test_canonical_text_reads_back_as_the_same_value(value: object) -> None:
    assert same(read_back(canonical(value)), value)


@given(values)
def test_whole_numbers_are_written_alike_however_they_were_given(value: object) -> None:
    assert canonical(read_back(canonical(value))) == canonical(value)


@given(values)
def test_a_plain_value_is_hashed_the_same_by_the_short_way(value: object) -> None:
    if is_plain(value):
        assert body_hash(b"key", value, plain=True) == body_hash(b"key", value)


def test_hashes_tell_bodies_and_keys_apart() -> None:
    assert body_hash(b"key", {"a": 1, "b": 2}) == body_hash(b"key", {"b": 2, "a": 1.0})
    assert body_hash(b"key", {"a": 1}) != body_hash(b"key", {"a": True})
    assert body_hash(b"key", {"a": 1}) != body_hash(b"another", {"a": 1})


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}, [float("-inf")]])
def test_what_has_no_canonical_text_has_a_hash_all_the_same(odd: object) -> None:
    assert body_hash(b"key", odd) == body_hash(b"key", odd)
    assert len(body_hash(b"key", odd)) == 32


def test_equality_is_that_of_json() -> None:
    assert same(1, 1.0)
    assert not same(1, True)
    assert not same(0, False)
    assert not same("1", 1)
    assert not same([1, 2], [2, 1])
    assert same({"a": [1, {"b": None}]}, {"a": [1.0, {"b": None}]})
    assert not same({"a": None}, {})
    assert not same({"a": True}, {"a": 1})
