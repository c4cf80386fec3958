"""One try at steps 2 to 5: everything is decided on a working set, then written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sync.protocol import SERVER_FIELDS, Json
from sync.receipts import NOT_YOURS
from sync.store import CollectionSpec, Domain, Event, Kept, Need, Refusal, StoredReceipt, Transaction
from sync.work import Stage, Work


@dataclass(slots=True)
class Wanted:
    """What an attempt loads beside what its mutations name; grows from try to try."""

    records: set[str] = field(default_factory=set)
    counters: set[str] = field(default_factory=set)
    spoiled: set[str] = field(default_factory=set)
    """Mutations in which a bug of ours showed too late to undo only them: left out in the next try."""

    def add(self, records: Iterable[str], counters: Iterable[str]) -> bool:
        """Whether there was anything new in it."""
        before = len(self.records) + len(self.counters)
        self.records.update(records)
        self.counters.update(counters)
        return len(self.records) + len(self.counters) > before


class Attempt:
    """What pushes and system writes have in common: locks and loading, rules, writing."""

    def __init__(self, tx: Transaction, domain: Domain, wanted: Wanted, now: datetime) -> None:
        self.tx = tx
        self.domain = domain
        self.wanted = wanted
        self.now = now
        self.now_text = now.isoformat(timespec="milliseconds")
        self.work: Work

    def lock(self, roots: set[str]) -> None:
        """3. The roots in id order, then the counters."""
        self.tx.lock([*sorted(roots | self.wanted.records), *sorted(self.wanted.counters)])

    def load(self, named: set[str], locked: set[str]) -> None:
        """Everything the decisions need, in one go. A declared record's root must be held as well."""
        ids = sorted(named | self.wanted.records)
        found = self.tx.records(ids)
        roots = {found[id_].root for id_ in self.wanted.records if id_ in found}
        if missing := roots - locked - self.wanted.records:
            raise Need(records=missing)
        counters = self.tx.counters(sorted(self.wanted.counters)) if self.wanted.counters else {}
        self.work = Work(ids, found, counters)

    def take_effect(self, event: Event, stage: Stage) -> Refusal | None:
        """4. The feature's rules have their say, and what follows is done: all of it or nothing."""
        refused = self.domain.refuse(event) or self.domain.follow(event, stage)
        if refused is None:
            stage.commit()
        return refused

    def check(
        self, spec: CollectionSpec, fields: Mapping[str, Json], creating: bool, by_system: bool
    ) -> Mapping[str, Sequence[str]]:
        """4. Strictly: what merging could not bear, then what the schema says."""
        if fields.keys() <= spec.plain:
            return self.domain.check(spec.name, fields, creating)
        errors: dict[str, list[str]] = {}
        known = spec.fields
        for name, given in fields.items():
            found = known.get(name)
            if found is None or name in SERVER_FIELDS:
                errors[name] = [NOT_YOURS if name in SERVER_FIELDS else "This field is not known here."]
            elif found.rule == "server":
                if not by_system:
                    errors[name] = [NOT_YOURS]
            elif found.rule == "union" and given is not None and not _is_union(given):
                errors[name] = ["This must say what to add and what to remove."]
        return errors or self.domain.check(spec.name, fields, creating)

    def write(self, receipts: list[StoredReceipt], bodies: list[Kept]) -> None:
        """5. In one transaction; the positions are taken last, by the store."""
        work = self.work
        roots = [root for root in work.moved if root in work.origin]
        batch = work.batch(self.tx.families(roots) if roots else (), self.domain)
        batch.receipts = receipts
        batch.kept = bodies
        self.tx.write(batch)


def _is_union(given: Json) -> bool:
    return (
        type(given) is dict
        and given.keys() <= {"add", "remove"}
        and all(type(part) is list for part in given.values())
    )
