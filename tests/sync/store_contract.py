"""What every store must do: run over `MemoryStore` here and over the databases by their owner.

Subclass `StoreContract` as ``TestSomething`` and give it a fixture ``store`` (a fresh, empty one) and
`forget_gone`, which does at once what housekeeping does to ``gone`` lines after 400 days.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sync.equal import same
from sync.protocol import Line, Record, Stamp
from sync.store import Batch, Displaced, Kept, Placement, Store, StoredReceipt, Transaction

ODD_VALUES = {
    "text": '三单元漏水，等人来修 👷\t"quoted" \\ / \u2028 é',
    "empty": "",
    "number": 0.1,
    "small": 1.5e-7,
    "whole": 2**53 - 1,
    "negative": -(2**53 - 1),
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [1, "1", None, [], {}],
    "object": {"lat": 22.7491231, "lon": 113.935112, "deep": {"a": [{"b": None}]}},
}


def uid(number: int) -> str:
    return f"0193a1b2-0000-7000-8000-{number:012x}"


def stamp(version: int = 1, mutation: int = 1) -> Stamp:
    at = "2026-11-22T09:41:00.5+08:00"
    return Stamp("e1", version, uid(90), uid(1000 + mutation), uid(91), uid(92), at)


def record(number: int = 1, root: int | None = None, streams: Sequence[str] = ("a",), **more: Any) -> Record:
    made = Record(
        uid(number),
        "case" if root is None else "entry",
        uid(number if root is None else root),
        1,
        {"text": f"no. {number}"},
        {"": stamp()},
        uid(91),
        uid(92),
        frozenset(streams),
    )
    return replace(made, **more)


def placed(*records: Record) -> list[Placement]:
    return [Placement(each.id, each.collection, each.root, each.version, each.streams) for each in records]


def created(*records: Record) -> Batch:
    return Batch(created=list(records), placements=placed(*records))


def changed(*records: Record) -> Batch:
    return Batch(changed=list(records), placements=placed(*records))


def receipt(mutation: int = 1, person: str = "p1", **more: Any) -> StoredReceipt:
    made = StoredReceipt(person, uid(mutation), bytes(range(32)), uid(90), "applied", 1, "case", uid(1))
    return replace(made, **more)


def put(store: Store, batch: Batch) -> None:
    store.write(lambda tx: tx.write(batch))


def stored(store: Store, *numbers: int) -> list[Record | None]:
    ids = [uid(number) for number in numbers]
    found = store.write(lambda tx: tx.records(ids))
    return [found.get(id_) for id_ in ids]


def read(store: Store, limit: int = 1000, **cursors: int) -> tuple[list[Line], dict[str, int], bool]:
    """The lines after these cursors, the cursors that moved (both by stream key), whether more remain."""
    page = store.read(lambda reader: reader.lines(cursors, limit))
    keys = {name: key for key, name in store.read(lambda reader: reader.names(cursors)).items()}
    return list(page.lines), {keys[name]: at for name, at in page.cursors.items()}, page.more


def read_all(store: Store, limit: int, **cursors: int) -> list[Line]:
    """Page by page, as a phone reads, up to the end."""
    found: list[Line] = []
    for _ in range(1000):
        lines, moved, more = read(store, limit, **cursors)
        assert len(lines) <= limit
        found += lines
        cursors |= moved
        if not more:
            return found
    raise AssertionError("reading never ends")


def numbers(lines: Sequence[Line]) -> list[int]:
    return [int(line.record[-12:], 16) for line in lines]


def told(store: Store, lines: Sequence[Line]) -> dict[str, list[tuple[int, int]]]:
    """By stream key, in the order read: the position and the number, negative where it is gone."""
    names = store.read(lambda reader: reader.names(["a", "b", "c"]))
    keys = {name: key for key, name in names.items()}
    found: dict[str, list[tuple[int, int]]] = {}
    for line, number in zip(lines, numbers(lines), strict=True):
        found.setdefault(keys[line.stream], []).append((line.position, -number if line.gone else number))
    return found


class StoreContract:
    def forget_gone(self, store: Any) -> None:
        """Drops all ``gone`` lines, raising their streams' floors."""
        raise NotImplementedError

    def test_begins_empty(self, store: Store) -> None:
        def look(tx: Transaction) -> None:
            tx.lock([uid(1), "case:a"])
            assert tx.epoch == tx.epochs[-1]
            assert not tx.receipts("p1", [uid(1)])
            assert not tx.erased([uid(1)])
            assert not tx.records([uid(1)])
            assert not tx.families([uid(1)])
            assert tx.counters(["case:a"]) == {"case:a": 0}

        store.write(look)
        assert not store.read(lambda reader: reader.names(["a"]))
        assert read(store, a=0) == ([], {}, False)

    def test_asking_for_nothing_gives_nothing(self, store: Store) -> None:
        def look(tx: Transaction) -> None:
            tx.lock([])
            assert not tx.receipts("p1", [])
            assert not tx.erased([])
            assert not tx.records([])
            assert not tx.families([])
            assert not tx.counters([])
            tx.write(Batch())

        store.write(look)
        assert read(store) == ([], {}, False)

    def test_both_sides_know_the_same_epoch(self, store: Store) -> None:
        assert store.write(lambda tx: tx.epoch) == store.read(lambda reader: reader.epoch)

    def test_gives_back_what_the_work_returns(self, store: Store) -> None:
        assert store.write(lambda _: "done") == "done"
        assert store.read(lambda _: "read") == "read"

    def test_keeps_every_value_as_it_is(self, store: Store) -> None:
        put(store, created(record(1, fields=ODD_VALUES)))
        (found,) = stored(store, 1)
        assert found is not None
        assert same(dict(found.fields), ODD_VALUES)
        (line,) = read(store, a=0)[0]
        assert same(json.loads(line.fields), ODD_VALUES)

    def test_keeps_all_of_a_record(self, store: Store) -> None:
        whole = record(
            2,
            root=1,
            streams=("a", "person:p1"),
            version=7,
            stamps={"": stamp(), "text": stamp(3, 3), 'tags/"水"': stamp(5, 4), "a/b\n": stamp(5, 4)},
        )
        put(store, created(whole))
        assert stored(store, 2) == [whole]

    def test_a_changed_record_takes_the_place_of_the_old(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        after = record(1, version=2, fields={"text": "b"}, stamps={"": stamp(), "text": stamp(2)})
        put(store, changed(after))
        assert stored(store, 1, 2) == [after, record(2)]

    def test_stamps_may_change_without_a_new_line(self, store: Store) -> None:
        put(store, created(record(1)))
        after = record(1, stamps={"": stamp(), "tags/1": stamp(2)})
        put(store, Batch(changed=[after]))
        assert stored(store, 1) == [after]
        assert [line.position for line in read(store, a=0)[0]] == [1]

    def test_finds_some_of_many(self, store: Store) -> None:
        put(store, created(*(record(number) for number in range(300))))
        found = stored(store, *range(200, 800))
        assert [each is not None for each in found] == [True] * 100 + [False] * 500

    def test_receipts_are_each_person_s_own(self, store: Store) -> None:
        mine = receipt(
            1,
            outcome="conflict",
            version=4,
            late_scope=True,
            code="a",
            detail="字",
            errors={"text": ["too long", "长"]},
            fields=["severity", "text"],
        )
        theirs = receipt(1, person="p2", outcome="refused", version=None)
        put(store, Batch(receipts=[mine, theirs, receipt(2, person="p2")]))
        found = store.write(lambda tx: tx.receipts("p1", [uid(1), uid(2)]))
        assert list(found) == [uid(1)]
        assert replace(found[uid(1)], fields=list(found[uid(1)].fields)) == mine
        assert store.write(lambda tx: tx.receipts("p2", [uid(1)]))[uid(1)].version is None

    def test_counters_go_on_where_they_were(self, store: Store) -> None:
        put(store, Batch(counters={"case:a": 3, "case:b": 1}))
        put(store, Batch(counters={"case:a": 4}))
        found = store.write(lambda tx: dict(tx.counters(["case:a", "case:b", "case:c"])))
        assert found == {"case:a": 4, "case:b": 1, "case:c": 0}

    def test_takes_history_and_kept_bodies(self, store: Store) -> None:
        at = "2026-11-22T09:41:00+08:00"
        batch = created(record(1))
        batch.displaced = [Displaced(uid(1), "text", {"a": ["三"]}, uid(5), uid(91), at, 1, "overwritten")]
        batch.kept = [Kept("p1", uid(5), '{"a":"\\ud800\\u0000"}', None, None)]
        batch.kept += [Kept("p1", uid(6), "{}", "invalid", uid(91))]
        put(store, batch)

    def test_families_are_the_roots_records(self, store: Store) -> None:
        put(store, created(record(1), record(2, root=1), record(3), record(4, root=3), record(5)))
        found = store.write(lambda tx: tx.families([uid(1), uid(3)]))
        children = {each.id for each in found if each.id != each.root}
        assert children == {uid(2), uid(4)}

    def test_an_exception_undoes_everything(self, store: Store) -> None:
        class Stop(Exception):
            pass

        def work(tx: Transaction) -> None:
            tx.lock([uid(1)])
            batch = created(record(1))
            batch.receipts = [receipt(1)]
            batch.counters = {"case:a": 1}
            tx.write(batch)
            raise Stop

        with pytest.raises(Stop):
            store.write(work)
        assert stored(store, 1) == [None]
        assert not store.write(lambda tx: tx.receipts("p1", [uid(1)]))
        assert store.write(lambda tx: tx.counters(["case:a"])) == {"case:a": 0}
        assert read(store, a=0) == ([], {}, False)
        put(store, created(record(1)))
        assert [line.position for line in read(store, a=0)[0]] == [1]

    def test_positions_rise_by_one_in_the_order_of_placement(self, store: Store) -> None:
        put(store, created(record(3), record(1), record(2, streams=("a", "b"))))
        put(store, created(record(4)))
        lines, cursors, more = read(store, a=0, b=0)
        assert told(store, lines) == {"a": [(1, 3), (2, 1), (3, 2), (4, 4)], "b": [(1, 2)]}
        assert cursors == {"a": 4, "b": 1}
        assert not more

    def test_a_line_tells_all_of_its_record(self, store: Store) -> None:
        put(store, created(record(1), record(2, root=1, version=3)))
        name = store.read(lambda reader: reader.names(["a"]))["a"]
        line = read(store, a=1)[0][0]
        assert replace(line, fields="") == Line(name, 2, uid(2), "entry", uid(1), False, 3, "")
        assert json.loads(line.fields) == {"text": "no. 2"}

    def test_streams_have_names_of_their_own(self, store: Store) -> None:
        put(store, created(record(1, streams=("a", "b", "person:p1"))))
        names = store.read(lambda reader: reader.names(["a", "b", "person:p1", "never"]))
        assert set(names) == {"a", "b", "person:p1"}
        assert len(set(names.values())) == 3
        put(store, created(record(2, streams=("c",))))
        assert store.read(lambda reader: reader.names(["a", "b", "person:p1"])) == names

    def test_a_changed_record_s_line_moves_to_the_end(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        put(store, changed(record(1, version=2)))
        lines, cursors, _ = read(store, a=0)
        assert [(line.position, line.version) for line in lines] == [(2, 1), (3, 2)]
        assert cursors == {"a": 3}
        assert numbers(read(store, a=2)[0]) == [1]
        assert read(store, a=3) == ([], {}, False)

    def test_only_streams_asked_for_are_read(self, store: Store) -> None:
        put(store, created(record(1), record(2, streams=("b",))))
        assert numbers(read(store, b=0)[0]) == [2]

    def test_leaving_a_stream_leaves_a_gone_line(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        moved = record(1, version=2, streams=("b",))
        left = Placement(uid(1), "case", uid(1), 2, frozenset("b"), frozenset("a"))
        put(store, Batch(changed=[moved], placements=[left]))
        lines = read(store, a=0, b=0)[0]
        assert told(store, lines) == {"a": [(2, 2), (3, -1)], "b": [(1, 1)]}
        (gone,) = [line for line in lines if line.gone]
        assert (gone.collection, gone.root) == ("case", uid(1))

    def test_a_record_comes_back_into_a_stream_it_left(self, store: Store) -> None:
        put(store, created(record(1)))
        put(store, Batch(placements=[Placement(uid(1), "case", uid(1), 1, frozenset("b"), frozenset("a"))]))
        put(store, Batch(placements=[Placement(uid(1), "case", uid(1), 1, frozenset("a"), frozenset("b"))]))
        lines = read(store, a=0, b=0)[0]
        assert told(store, lines) == {"a": [(3, 1)], "b": [(2, -1)]}

    def test_a_placement_alone_moves_a_record_at_rest(self, store: Store) -> None:
        put(store, created(record(1), record(2, root=1)))
        there = frozenset({"b", "c"})
        put(store, Batch(placements=[Placement(uid(2), "entry", uid(1), 1, there, frozenset("a"))]))
        (found,) = stored(store, 2)
        assert found == record(2, root=1, streams=("b", "c"))
        assert numbers(read(store, b=0, c=0)[0]) == [2, 2]

    def test_a_record_may_stand_nowhere(self, store: Store) -> None:
        put(store, created(record(1), record(2, streams=())))
        nowhere: frozenset[str] = frozenset()
        put(store, Batch(placements=[Placement(uid(1), "case", uid(1), 1, nowhere, frozenset("a"))]))
        assert stored(store, 1, 2) == [record(1, streams=()), record(2, streams=())]
        assert [line.gone for line in read(store, a=0)[0]] == [True]

    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 1000])
    def test_pages_bring_everything_once(self, store: Store, limit: int) -> None:
        put(store, created(*(record(number) for number in range(1, 8))))
        put(store, created(*(record(number, streams=("b",)) for number in range(8, 12))))
        put(store, created(record(12, streams=("c",))))
        assert sorted(numbers(read_all(store, limit, a=0, b=0, c=0))) == list(range(1, 13))

    def test_a_full_page_that_is_the_last_says_so(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        assert read(store, 2, a=0)[2] is False
        assert read(store, 1, a=0)[2] is True

    def test_each_stream_is_read_from_the_oldest(self, store: Store) -> None:
        put(store, created(*(record(number, streams=("a", "b")) for number in range(1, 5))))
        lines = read(store, 3, a=0, b=0)[0]
        by_stream: dict[str, list[int]] = {}
        for line in lines:
            by_stream.setdefault(line.stream, []).append(line.position)
        for positions in by_stream.values():
            assert positions == list(range(1, len(positions) + 1))

    def test_a_cursor_below_the_floor_starts_at_the_beginning(self, store: Store) -> None:
        self._forgotten(store)
        page = store.read(lambda reader: reader.lines({"a": 4}, 1000))
        assert numbers(page.lines) == [3, 4, 5]
        assert list(page.restarted) == [page.lines[0].stream]
        assert list(page.cursors.values()) == [7]

    def test_a_cursor_above_the_floor_goes_on(self, store: Store) -> None:
        self._forgotten(store)
        put(store, created(record(6)))
        page = store.read(lambda reader: reader.lines({"a": 7}, 1000))
        assert numbers(page.lines) == [6]
        assert not page.restarted

    def test_somebody_new_reads_from_the_beginning_without_starting_again(self, store: Store) -> None:
        self._forgotten(store)
        page = store.read(lambda reader: reader.lines({"a": 0}, 1000))
        assert numbers(page.lines) == [3, 4, 5]
        assert not page.restarted

    @pytest.mark.parametrize("cursor", [0, 4])
    @pytest.mark.parametrize("limit", [1, 2])
    def test_a_reading_from_the_beginning_comes_to_its_end(
        self, store: Store, limit: int, cursor: int
    ) -> None:
        self._forgotten(store)
        assert numbers(read_all(store, limit, a=cursor)) == [3, 4, 5]

    def test_a_stream_whose_last_lines_are_forgotten_is_read_to_its_last_position(self, store: Store) -> None:
        self._forgotten(store)
        assert read(store, a=0)[1] == {"a": 7}
        assert read(store, a=7) == ([], {}, False)

    def test_a_stream_of_which_nothing_is_left_starts_again_only_once(self, store: Store) -> None:
        put(store, created(record(1)))
        nowhere: frozenset[str] = frozenset()
        put(store, Batch(placements=[Placement(uid(1), "case", uid(1), 1, nowhere, frozenset("a"))]))
        self.forget_gone(store)
        page = store.read(lambda reader: reader.lines({"a": 1}, 10))
        assert (page.lines, list(page.cursors.values()), page.more) == ([], [2], False)
        assert page.restarted
        assert read(store, a=2) == ([], {}, False)

    def test_a_cursor_beyond_the_end_starts_at_the_beginning(self, store: Store) -> None:
        put(store, created(record(1), record(2)))
        page = store.read(lambda reader: reader.lines({"a": 9}, 1000))
        assert numbers(page.lines) == [1, 2]
        assert page.restarted
        assert list(page.cursors.values()) == [2]

    def test_a_batch_may_carry_the_most_that_a_request_can(self, store: Store) -> None:
        records = [record(number) for number in range(200)]
        batch = created(*records)
        batch.receipts = [receipt(number) for number in range(200)]
        put(store, batch)
        assert stored(store, *range(200)) == records
        assert len(store.write(lambda tx: tx.receipts("p1", [uid(n) for n in range(200)]))) == 200

    def _forgotten(self, store: Store) -> None:
        """Five records, the first two gone and forgotten: live lines at 3, 4, 5, the floor is 7."""
        put(store, created(*(record(number) for number in range(1, 6))))
        nowhere: frozenset[str] = frozenset()
        left = [Placement(uid(number), "case", uid(number), 1, nowhere, frozenset("a")) for number in (1, 2)]
        put(store, Batch(placements=left))
        self.forget_gone(store)
