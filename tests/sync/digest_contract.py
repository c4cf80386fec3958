"""Count and digest of every stream are right after every kind of change: run over every store.

Subclass `DigestContract` as ``TestSomething`` with the fixture ``store`` and `forget_gone`, as for
`tests.sync.store_contract`.
"""

from __future__ import annotations

from typing import Any

import pytest

from sync.digest import MODULUS, Check, check_of
from sync.protocol import Line
from sync.store import Batch, Placement, Reader, Store
from tests.sync.store_contract import changed, created, numbers, put, record, uid

STREAMS = ("a", "b", "c")
NOWHERE: frozenset[str] = frozenset()


def told(store: Store) -> dict[str, Check]:
    """Count and digest of each stream by its key, as the store says them."""

    def look(reader: Reader) -> dict[str, Check]:
        names = reader.names(STREAMS)
        checks = reader.lines(dict.fromkeys(STREAMS, 0), 1).checks
        return {key: checks[name] for key, name in names.items()}

    return store.read(look)


def counted(store: Store) -> dict[str, Check]:
    """The same, counted over what a new phone is sent."""

    def look(reader: Reader) -> tuple[dict[str, str], list[Line]]:
        return dict(reader.names(STREAMS)), list(reader.lines(dict.fromkeys(STREAMS, 0), 10_000).lines)

    names, lines = store.read(look)
    standing = [line for line in lines if not line.gone]
    return {
        key: check_of((line.record, line.version) for line in standing if line.stream == name)
        for key, name in names.items()
    }


def agreed(store: Store) -> dict[str, int]:
    """Both say the same; how many stand in each stream."""
    found = told(store)
    assert found == counted(store)
    return {key: count for key, (count, _) in found.items()}


def leaving(number: int, to: frozenset[str] = NOWHERE, left: str = "a", version: int = 1) -> Batch:
    placement = Placement(uid(number), "case", uid(number), version, to, frozenset({left}))
    return Batch(placements=[placement])


class DigestContract:
    def forget_gone(self, store: Any) -> None:
        """Drops all ``gone`` lines."""
        raise NotImplementedError

    def test_new_records_are_counted_in_each_of_their_streams(self, store: Store) -> None:
        put(store, created(record(1), record(2, streams=("a", "b"))))
        put(store, created(record(3, streams=("b",), version=7)))
        assert agreed(store) == {"a": 2, "b": 2}

    def test_a_change_is_no_second_record(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        before = told(store)
        put(store, changed(record(1, version=2)))
        assert agreed(store) == {"a": 2}
        assert told(store) != before
        put(store, changed(record(1, version=3), record(2, version=2)))
        assert agreed(store) == {"a": 2}

    def test_the_same_version_again_changes_nothing(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        before = told(store)
        put(store, changed(record(1)))
        put(store, Batch(changed=[record(2)]))
        assert told(store) == before == counted(store)

    def test_a_move_takes_it_from_one_and_gives_it_to_the_other(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        batch = leaving(1, frozenset("b"), version=2)
        batch.changed = [record(1, version=2, streams=("b",))]
        put(store, batch)
        assert agreed(store) == {"a": 1, "b": 1}

    def test_children_at_rest_move_with_their_version(self, store: Store) -> None:
        put(store, created(record(1), record(2, root=1, version=4)))
        there = frozenset({"b", "c"})
        placement = Placement(uid(2), "entry", uid(1), 4, there, frozenset("a"))
        put(store, Batch(placements=[placement]))
        assert agreed(store) == {"a": 1, "b": 1, "c": 1}

    def test_what_is_gone_does_not_count_and_may_go_twice(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        put(store, leaving(1))
        assert agreed(store) == {"a": 1}
        put(store, leaving(1))
        assert agreed(store) == {"a": 1}

    def test_what_was_never_there_may_leave(self, store: Store) -> None:
        put(store, created(record(1)))
        put(store, leaving(1, frozenset("a"), left="b"))
        assert agreed(store) == {"a": 1, "b": 0}

    def test_it_comes_back(self, store: Store) -> None:
        put(store, created(record(1)))
        put(store, leaving(1, frozenset("b")))
        put(store, leaving(1, frozenset("a"), left="b"))
        assert agreed(store) == {"a": 1, "b": 0}
        assert told(store)["b"] == (0, 0)

    def test_forgetting_gone_lines_changes_nothing(self, store: Store) -> None:
        put(store, created(record(1), record(2), record(3)))
        put(store, leaving(2))
        before = told(store)
        self.forget_gone(store)
        assert told(store) == before
        assert agreed(store) == {"a": 2}

    def test_what_was_forgotten_may_come_back(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        put(store, leaving(2))
        self.forget_gone(store)
        put(store, leaving(2, frozenset("a"), left="b"))
        assert agreed(store) == {"a": 2, "b": 0}

    def test_many_at_once_and_the_sum_stays_small(self, store: Store) -> None:
        put(store, created(*(record(number, streams=("a", "b", "c")) for number in range(1, 501))))
        put(store, changed(*(record(number, version=2, streams=("a", "c")) for number in range(1, 301))))
        put(store, Batch(placements=[p for n in range(1, 101) for p in leaving(n, version=2).placements]))
        assert told(store)["a"] == counted(store)["a"]
        assert told(store)["a"][0] == 400
        assert all(0 <= digest < MODULUS for _, digest in told(store).values())

    def test_an_empty_stream_has_neither(self, store: Store) -> None:
        numbers_of = [1, 2, 3, 4, 5]
        put(store, created(*map(record, numbers_of)))
        put(store, Batch(placements=[p for n in numbers_of for p in leaving(n).placements]))
        assert told(store) == {"a": (0, 0)}

    @pytest.mark.parametrize("limit", [1, 2, 1000])
    def test_every_page_knows_them(self, store: Store, limit: int) -> None:
        put(store, created(record(1), record(2), record(3, streams=("b",))))
        page = store.read(lambda reader: reader.lines({"a": 0, "b": 0}, limit))
        assert len(numbers(page.lines)) == min(limit, 3)
        assert sorted(page.checks.values()) == sorted(told(store).values())
