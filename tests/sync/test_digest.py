"""The self-check's sum, the same in Python and in TypeScript."""

from __future__ import annotations

from typing import Any

import pytest

from sync.digest import MODULUS, check_of, line_digest
from tests.sync.store_contract import uid
from tests.sync.vectors import description, vectors


@pytest.mark.parametrize("vector", vectors("digest"), ids=description)
def test_digest(vector: Any) -> None:
    assert list(check_of(vector["when"]["lines"])) == vector["then"]["check"]


def test_it_is_of_both_id_and_version() -> None:
    sums = {line_digest(uid(number), version) for number in range(100) for version in range(1, 101)}
    assert len(sums) == 10_000
    assert max(sums) < MODULUS


def test_two_records_left_behind_by_one_version_do_not_make_up_for_each_other() -> None:
    steps = [line_digest(uid(number), 2) - line_digest(uid(number), 1) for number in range(2_000)]
    assert not {-step for step in steps} & set(steps)
