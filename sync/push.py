"""Steps 2 to 5 for one person's mutations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sync.attempt import Attempt, Wanted
from sync.audience import Audience, Standing
from sync.ids import derived_id
from sync.incoming import Incoming, Sender, with_fields
from sync.merge import Author, begin, merge
from sync.protocol import VOID, Assignment, Conflict, Mutation, Receipt, Record
from sync.reading import is_new_id
from sync.receipts import WORDS, again, attention, attention_id, kept, refusal, retry, stored
from sync.store import CollectionSpec, Domain, Event, Kept, Need, Refusal, StoredReceipt, Transaction
from sync.work import Stage, revised

Log = Callable[[str, BaseException], None]
"""Told of a bug of ours: the mutation it happened in, and the exception."""


class PushAttempt(Attempt):
    """One person's mutations."""

    def __init__(
        self,
        tx: Transaction,
        domain: Domain,
        wanted: Wanted,
        log: Log,
        sender: Sender,
        incoming: Sequence[Incoming],
    ) -> None:
        super().__init__(tx, domain, wanted, sender.now)
        self._log = log
        self._incoming = incoming
        self._actor = sender.actor
        self._key = sender.key
        self._audience = Audience(sender.actor, sender.acknowledged)
        self._author: Author
        self._answered: dict[str, StoredReceipt] = {}
        self._receipts: list[StoredReceipt] = []
        self._kept: list[Kept] = []
        self._blocked: set[str] = set()
        self._erased: frozenset[str] = frozenset()

    def run(self) -> list[Receipt]:
        mutations = [each.read.mutation for each in self._incoming if each.read.mutation is not None]
        roots = {mutation.root for mutation in mutations}
        named = roots | {mutation.record for mutation in mutations}
        # 3. before 2.: a request that comes twice at once must find, the second time, what the first was
        # answered; so the answers are looked up under the locks.
        ids = [each.read.id for each in self._incoming if each.read.id is not None]
        self.tx.foresee(self._actor.person, ids, sorted(named | self.wanted.records))
        self.lock(roots)
        self._author = Author(self._actor.person, self._actor.device, self.tx.epoch, self.tx.epochs)
        # 2.
        self._answered = dict(self.tx.receipts(self._actor.person, ids))
        self._erased = self.tx.erased(sorted(named)) if named else frozenset()
        self.load(named, roots)
        # 4.
        answers = [self._answer(each) for each in self._incoming]
        # 5.
        self.write(self._receipts, self._kept)
        return answers

    def _answer(self, each: Incoming) -> Receipt:
        read = each.read
        mutation = read.mutation
        if mutation is not None and (mutation.record in self._erased or mutation.root in self._erased):
            return self._refused(each, refusal("erased"), keep=False)
        first = self._answered.get(read.id) if read.id is not None else None
        if first is not None and first.body_hash == each.hash:
            return self._again(first, mutation)
        if first is not None:
            return self._refused(each, refusal("mutation_reused"))
        if mutation is None:
            return self._refused(each, Refusal("invalid", WORDS["invalid"], read.errors))
        if mutation.record in self._blocked:
            return retry(mutation.id, "waits")
        try:
            if mutation.id in self.wanted.spoiled:
                return self._retry(mutation, "internal")
            return self._decide(each, mutation)
        except Need as need:
            if need.records - self.work.known or need.counters - self.work.counters.keys():
                raise
            self._log(mutation.id, need)
        except Exception as error:
            self._log(mutation.id, error)
        return self._retry(mutation, "internal")

    def _decide(self, each: Incoming, mutation: Mutation) -> Receipt:
        """4. for one mutation: lift, check, scope and policy, merge, rules."""
        spec = self.domain.spec(mutation.collection)
        if spec is None:
            return self._refused(each, refusal("unknown_collection"))
        fields = self.domain.lift(mutation, self.now)
        if isinstance(fields, Refusal):
            return self._refused(each, fields)
        if fields is not mutation.fields:
            mutation = with_fields(mutation, fields)
        before = self.work.records.get(mutation.record)
        if before is None and mutation.base > 0:
            return self._retry(mutation, "parent_missing")
        errors = self.check(spec, fields, before is None, by_system=False)
        if before is None and not is_new_id(mutation.record):
            errors = {**errors, "record": ["This must be a UUIDv7 in lower case."]}
        if errors:
            return self._refused(each, Refusal("invalid", WORDS["invalid"], errors))
        if before is not None:
            return self._edit(each, mutation, spec, before)
        return self._create(each, mutation, spec)

    def _edit(self, each: Incoming, mutation: Mutation, spec: CollectionSpec, before: Record) -> Receipt:
        origin = self.work.origin.get(before.id)
        streams = before.streams | origin.streams if origin else before.streams
        standing = self._audience.edit(mutation, streams)
        if standing.verdict == "missing":
            return self._retry(mutation, "parent_missing")
        if before.collection != mutation.collection:
            return self._refused(each, refusal("collection_mismatch"), standing.assignment)
        if before.root != mutation.root:
            return self._refused(each, refusal("root_mismatch"), standing.assignment)
        if standing.assignment is None or standing.verdict != "present":
            return self._refused(each, refusal("scope_changed"), standing.assignment)
        root = before if before.root == before.id else self.work.records[before.root]
        denied = self.domain.permit(standing.assignment, mutation, before, root)
        if denied is not None:
            return self._refused(each, denied, standing.assignment)
        merged = merge(before, mutation, spec, self._author)
        after = before
        if merged.moved or merged.restamped:
            after = revised(
                before, before.version + 1 if merged.moved else before.version, merged.fields, merged.stamps
            )
        stage = self._stage(mutation)
        if after is not before:
            stage.put(after, merged.displaced, placed=not merged.moved)
        else:
            self.work.displaced += merged.displaced
        if merged.moved:
            if before.root == before.id:
                root = after
            event = Event(
                mutation,
                self._actor,
                standing.assignment,
                before,
                after,
                root,
                self.now,
                merged.conflicts,
            )
            refused = self.take_effect(event, stage)
            if refused is not None:
                return self._refused(each, refused, standing.assignment)
        elif after is not before:
            stage.commit()
        return self._done(each, mutation, standing.assignment, conflicts=merged.conflicts)

    def _create(self, each: Incoming, mutation: Mutation, spec: CollectionSpec) -> Receipt:
        own = mutation.root == mutation.record
        root = None if own else self.work.records.get(mutation.root)
        if root is None and not own:
            return self._retry(mutation, "parent_missing")
        fields, stamps = begin(spec, mutation, self._author)
        fields["author"] = mutation.as_
        fields["made_at"] = mutation.at
        fields["received_at"] = self.now_text
        record = Record(
            mutation.record,
            mutation.collection,
            mutation.root,
            1,
            fields,
            stamps,
            mutation.as_,
            self._actor.person,
            frozenset(),
        )
        standing = self._standing(mutation, spec, record, root)
        if standing.verdict == "missing":
            return self._retry(mutation, "parent_missing")
        if own if spec.roots else not own:
            return self._refused(each, refusal("root_mismatch"), standing.assignment)
        if root is not None and (root.collection not in spec.roots or root.root != root.id):
            return self._refused(each, refusal("root_mismatch"), standing.assignment)
        late = standing.verdict == "late"
        if standing.assignment is None or standing.verdict == "changed":
            return self._refused(each, refusal("scope_changed"), standing.assignment)
        denied = self.domain.permit(standing.assignment, mutation, None, root)
        if denied is not None:
            return self._refused(each, denied, standing.assignment)
        if late:
            fields["late_scope"] = True
        stage = self._stage(mutation)
        stage.put(record, (), placed=False)
        event = Event(mutation, self._actor, standing.assignment, None, record, root or record, self.now)
        refused = self.take_effect(event, stage)
        if refused is not None:
            return self._refused(each, refused, standing.assignment)
        return self._done(each, mutation, standing.assignment, late=late)

    def _standing(
        self, mutation: Mutation, spec: CollectionSpec, record: Record, root: Record | None
    ) -> Standing:
        def streams() -> frozenset[str]:
            if root is None:
                return self.domain.streams(record.collection, record.fields, record)
            origin = self.work.origin.get(root.id)
            return root.streams | origin.streams if origin else root.streams

        return self._audience.create(mutation, streams, root is not None, spec.signs(record.fields))

    def _stage(self, mutation: Mutation) -> Stage:
        return Stage(self.work, self.domain, self.tx.epoch, mutation.id, self.now_text)

    def _done(
        self,
        each: Incoming,
        mutation: Mutation,
        assignment: Assignment,
        conflicts: Sequence[Conflict] = (),
        late: bool = False,
    ) -> Receipt:
        record = self.work.records[mutation.record]
        receipt = Receipt(
            mutation.id,
            "conflict" if conflicts else "applied",
            record.version,
            voided=self._voided(record),
            late_scope=late,
            conflicts=conflicts,
        )
        self._remember(each, mutation.id, receipt)
        if conflicts:
            self._keep(each, mutation.id, receipt, assignment)
        return receipt

    def _refused(
        self, each: Incoming, why: Refusal, assignment: Assignment | None = None, keep: bool = True
    ) -> Receipt:
        id_ = each.read.id
        receipt = Receipt(id_, "refused", code=why.code, detail=why.detail, errors=why.errors)
        if id_ is not None and id_ not in self._answered:
            self._remember(each, id_, receipt)
        elif keep:
            # It has no name of its own: it gets one made from its body, once.
            id_ = derived_id(self._key, self._actor.person, id_ or "", each.hash.hex())
            if self._stage_get(attention_id(self._key, self._actor.person, id_)) is not None:
                return receipt
        if keep and id_ is not None:
            if assignment is None and each.read.mutation is not None:
                assignment = self._actor.scope.assignments.get(each.read.mutation.as_)
            self._keep(each, id_, receipt, assignment)
        return receipt

    def _stage_get(self, record: str) -> Record | None:
        if record not in self.work.known:
            raise Need(records=(record,))
        return self.work.records.get(record)

    def _remember(self, each: Incoming, id_: str, receipt: Receipt) -> None:
        mutation = each.read.mutation
        first = stored(
            self._actor,
            each.hash,
            receipt,
            mutation.record if mutation else "",
            mutation.collection if mutation else "",
        )
        self._answered[id_] = first
        self._receipts.append(first)

    def _keep(self, each: Incoming, id_: str, receipt: Receipt, assignment: Assignment | None) -> None:
        """The body for its author and their leader, and a record in the author's own stream."""
        person = self._actor.person
        self._kept.append(kept(person, id_, each.raw, receipt.code, assignment))
        self.work.add(
            attention(
                attention_id(self._key, person, id_),
                person,
                id_,
                each.raw,
                receipt,
                self.tx.epoch,
                self.now_text,
            )
        )

    def _again(self, first: StoredReceipt, mutation: Mutation | None) -> Receipt:
        """2. The first outcome, its values under the scope of now."""
        record = self.work.records.get(first.record)
        if not self._audience.sees(record):
            record = None
        if first.fields and mutation is not None:
            fields = self.domain.lift(mutation, self.now)
            if not isinstance(fields, Refusal):
                mutation = with_fields(mutation, fields)
        decided = first.outcome in ("applied", "conflict")
        return again(first, mutation, record, decided and record is not None and self._voided(record))

    def _retry(self, mutation: Mutation, code: str) -> Receipt:
        self._blocked.add(mutation.record)
        return retry(mutation.id, code)

    def _voided(self, record: Record) -> bool:
        root = self.work.records.get(record.root)
        return record.fields.get(VOID) is True or (root is not None and root.fields.get(VOID) is True)
