"""Steps 2 to 5 for what the house itself writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sync.attempt import Attempt, Wanted
from sync.ids import derived_id
from sync.merge import begin_by_system, set_by_system
from sync.protocol import SYSTEM, Actor, Assignment, Mutation, Receipt, Record, Scope, Stamp
from sync.receipts import WORDS, refusal, retry
from sync.store import CollectionSpec, Domain, Event, Refusal, SystemWrite, Transaction
from sync.work import Stage, revised, standing


class SystemAttempt(Attempt):
    """What the house itself writes."""

    def __init__(
        self,
        tx: Transaction,
        domain: Domain,
        wanted: Wanted,
        now: datetime,
        writes: Sequence[Mutation],
    ) -> None:
        super().__init__(tx, domain, wanted, now)
        self._writes = writes
        self._actor = Actor("", SYSTEM, Scope(0, frozenset(), {}))
        self._assignment = Assignment(SYSTEM, "", SYSTEM, "", frozenset())

    @classmethod
    def prepared(
        cls, domain: Domain, wanted: Wanted, writes: Sequence[SystemWrite], now: datetime
    ) -> Callable[[Transaction], list[Receipt]]:
        """An attempt over these writes, to be made as often as it takes."""
        at = now.isoformat(timespec="milliseconds")
        mutations = []
        for number, each in enumerate(writes):
            spec = domain.spec(each.collection)
            mutation = Mutation(
                derived_id(b"", SYSTEM, each.record, at, str(number)),
                each.collection,
                each.record,
                each.root,
                0,
                None,
                each.fields,
                at,
                SYSTEM,
                0,
                spec.schema if spec else 0,
            )
            wanted.add(*domain.touches(mutation))
            mutations.append(mutation)
        return lambda tx: cls(tx, domain, wanted, now, mutations).run()

    def run(self) -> list[Receipt]:
        roots = {mutation.root for mutation in self._writes}
        self.lock(roots)
        self.load(roots | {mutation.record for mutation in self._writes}, roots)
        answers = [self._decide(mutation) for mutation in self._writes]
        self.write([], [])
        return answers

    def _decide(self, mutation: Mutation) -> Receipt:
        spec = self.domain.spec(mutation.collection)
        if spec is None:
            return _no(mutation, refusal("unknown_collection"))
        before = self.work.records.get(mutation.record)
        errors = self.check(spec, mutation.fields, before is None, by_system=True)
        if errors:
            return _no(mutation, Refusal("invalid", WORDS["invalid"], errors))
        if before is not None and before.collection != mutation.collection:
            return _no(mutation, refusal("collection_mismatch"))
        if before is not None and before.root != mutation.root:
            return _no(mutation, refusal("root_mismatch"))
        own = mutation.root == mutation.record
        root = None if own else self.work.records.get(mutation.root)
        if root is None and not own:
            return retry(mutation.id, "parent_missing")
        if own if spec.roots else not own:
            return _no(mutation, refusal("root_mismatch"))
        stage = Stage(self.work, self.domain, self.tx.epoch, mutation.id, self.now_text)
        after = self._after(mutation, spec, before, stage)
        if after is before and before is not None:
            self._place_anew(before, root or before, stage)
        else:
            event = Event(mutation, self._actor, self._assignment, before, after, root or after, self.now)
            refused = self.take_effect(event, stage)
            if refused is not None:
                return _no(mutation, refused)
        return Receipt(mutation.id, "applied", self.work.records[mutation.record].version)

    def _place_anew(self, record: Record, root: Record, stage: Stage) -> None:
        """Nothing in it has changed, but the directory of areas may have."""
        streams = self.domain.streams(record.collection, record.fields, root)
        if streams != record.streams:
            stage.put(standing(record, streams), (), placed=True)
            stage.commit()

    def _after(self, mutation: Mutation, spec: CollectionSpec, before: Record | None, stage: Stage) -> Record:
        version = before.version + 1 if before else 1
        stamp = Stamp(self.tx.epoch, version, SYSTEM, mutation.id, SYSTEM, "", self.now_text)
        if before is None:
            fields = begin_by_system(mutation.fields, spec, self.now_text)
            record = Record(
                mutation.record,
                mutation.collection,
                mutation.root,
                1,
                fields,
                {"": stamp},
                SYSTEM,
                "",
                frozenset(),
            )
            stage.put(record, (), placed=False)
            return record
        stamp = Stamp(self.tx.epoch, before.version + 1, SYSTEM, mutation.id, SYSTEM, "", self.now_text)
        merged = set_by_system(before, mutation.fields, spec, stamp)
        if not merged.moved:
            return before
        record = revised(before, version, merged.fields, merged.stamps)
        stage.put(record, merged.displaced, placed=False)
        return record


def _no(mutation: Mutation, why: Refusal) -> Receipt:
    return Receipt(mutation.id, "refused", code=why.code, detail=why.detail, errors=why.errors)
