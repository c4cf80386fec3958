"""The records of one push as they stand in it, and what a single mutation does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.merge import begin_by_system, set_by_system
from sync.protocol import SYSTEM, Fields, Record, Stamp
from sync.store import Batch, Displaced, Domain, Need, Placement


class Spoiled(Exception):
    """What this mutation moved cannot be carried through: it must be left out, and only it."""

    def __init__(self, mutation: str) -> None:
        super().__init__(mutation)
        self.mutation = mutation


class Work:
    """All that was loaded (`origin`) and how it stands now (`records`), after the mutations so far."""

    def __init__(
        self, known: Iterable[str], records: Mapping[str, Record], counters: Mapping[str, int]
    ) -> None:
        self.known = set(known)
        self.origin = records
        self.records = dict(records)
        self.counters = dict(counters)
        self.given: dict[str, int] = {}
        """Counters that gave out a number, with their last one."""
        self.displaced: list[Displaced] = []
        self.written: dict[str, None] = {}
        """Ids of the records to write, in the order in which they were first touched."""
        self.moved: dict[str, str] = {}
        """Roots whose streams changed, with the mutation that did it."""

    def add(self, record: Record) -> None:
        """A new record that no rule has a say in."""
        self.known.add(record.id)
        self.records[record.id] = record
        self.written[record.id] = None

    def batch(self, family: Iterable[Record], domain: Domain) -> Batch:
        """Step 5: what is to be written. ``family``: the moved roots' records that were there before."""
        children = self._follow_moved_roots(family, domain)
        created: list[Record] = []
        changed: list[Record] = []
        placements: list[Placement] = []
        for id_ in self.written:
            record = self.records[id_]
            before = self.origin.get(id_)
            if before is None:
                created.append(record)
                placements.append(_placement(record, record.streams))
                continue
            if record.stamps is not before.stamps or record.version != before.version:
                changed.append(record)
            if record.version != before.version or record.streams != before.streams:
                placements.append(_placement(record, record.streams, before.streams))
        placements += children
        return Batch(created, changed, placements, displaced=self.displaced, counters=self.given)

    def _follow_moved_roots(self, family: Iterable[Record], domain: Domain) -> list[Placement]:
        """The root goes with all its records, however old: those of this push and those at rest."""
        if not self.moved:
            return []
        for id_ in list(self.written):
            record = self.records[id_]
            if record.root in self.moved and record.root != id_:
                self.records[id_] = standing(record, self._moved_streams(record, domain))
        placements = []
        for record in family:
            if record.id in self.written:
                continue
            streams = self._moved_streams(record, domain)
            if streams != record.streams:
                placements.append(_placement(record, streams, record.streams))
        return placements

    def _moved_streams(self, record: Record, domain: Domain) -> frozenset[str]:
        try:
            return domain.streams(record.collection, record.fields, self.records[record.root])
        except Exception as error:
            raise Spoiled(self.moved[record.root]) from error


class Stage:
    """One mutation's doings, kept apart until it is known that all of them succeed (`Effects`)."""

    def __init__(self, work: Work, domain: Domain, epoch: str, mutation: str, now: str) -> None:
        self._work = work
        self._domain = domain
        self._epoch = epoch
        self._mutation = mutation
        self._now = now
        self._records: dict[str, Record] = {}
        self._displaced: list[Displaced] = []
        self._counters: dict[str, int] = {}
        self._unplaced: set[str] = set()

    def put(self, record: Record, displaced: Iterable[Displaced], placed: bool) -> None:
        """The mutation's own record, merged. ``placed``: its streams are those of its fields already."""
        self._records[record.id] = record
        self._displaced += displaced
        if not placed:
            self._unplaced.add(record.id)

    def get(self, record: str) -> Record | None:
        found = self._records.get(record) or self._work.records.get(record)
        if found is None and record not in self._work.known:
            raise Need(records=(record,))
        return found

    def set(self, record: str, fields: Fields) -> None:
        before = self.get(record)
        if before is None:
            raise LookupError(f"A rule moves fields of {record}, which is not there.")
        spec = self._domain.spec(before.collection)
        if spec is None:
            raise LookupError(f"A rule moves fields of an unknown collection {before.collection}.")
        committed = self._work.records.get(record)
        if committed is None:
            stamp = None
            version = before.version
        else:
            version = committed.version + 1
            stamp = Stamp(self._epoch, version, SYSTEM, self._mutation, SYSTEM, "", self._now)
        merged = set_by_system(before, fields, spec, stamp)
        if merged.moved:
            self._records[record] = revised(before, version, merged.fields, merged.stamps)
            self._displaced += merged.displaced
            self._unplaced.add(record)

    def create(self, collection: str, record: str, root: str, fields: Fields) -> None:
        if self.get(record) is not None:
            return
        spec = self._domain.spec(collection)
        if spec is None:
            raise LookupError(f"A rule makes a record of an unknown collection {collection}.")
        if root != record and self.get(root) is None:
            raise LookupError(f"A rule makes a record under {root}, which is not there.")
        stamp = Stamp(self._epoch, 1, SYSTEM, self._mutation, SYSTEM, "", self._now)
        begun = begin_by_system(fields, spec, self._now)
        self._records[record] = Record(
            record, collection, root, 1, begun, {"": stamp}, SYSTEM, "", frozenset()
        )
        self._unplaced.add(record)

    def number(self, counter: str) -> int:
        self._counters[counter] = self.last(counter) + 1
        return self._counters[counter]

    def last(self, counter: str) -> int:
        last = self._counters.get(counter)
        if last is None:
            last = self._work.counters.get(counter)
        if last is None:
            raise Need(counters=(counter,))
        return last

    def commit(self) -> None:
        """All went well: it stands, in the streams that its fields now say."""
        work = self._work
        for id_ in self._unplaced:
            record = self._records[id_]
            root = record if record.root == id_ else self.get(record.root)
            if root is None:
                raise LookupError(f"The root {record.root} is not there.")
            streams = self._domain.streams(record.collection, record.fields, root)
            if streams != record.streams:
                self._records[id_] = standing(record, streams)
        for id_, record in self._records.items():
            before = work.records.get(id_)
            if before is not None and record.root == id_ and before.streams != record.streams:
                work.moved.setdefault(id_, self._mutation)
            work.records[id_] = record
            work.written[id_] = None
        work.displaced += self._displaced
        work.counters.update(self._counters)
        work.given.update(self._counters)


def revised(record: Record, version: int, fields: Fields, stamps: Mapping[str, Stamp]) -> Record:
    """The same record after a change; where it stands is not yet looked at."""
    return Record(
        record.id,
        record.collection,
        record.root,
        version,
        fields,
        stamps,
        record.author,
        record.person,
        record.streams,
    )


def standing(record: Record, streams: frozenset[str]) -> Record:
    """The same record, standing in these streams."""
    return Record(
        record.id,
        record.collection,
        record.root,
        record.version,
        record.fields,
        record.stamps,
        record.author,
        record.person,
        streams,
    )


def _placement(record: Record, streams: frozenset[str], before: frozenset[str] = frozenset()) -> Placement:
    return Placement(record.id, record.collection, record.root, record.version, streams, before - streams)
