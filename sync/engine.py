"""Push and pull: the numbered steps of the agreement (`sync.protocol`) over a `Store` and a `Domain`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sync.attempt import Wanted
from sync.canonical import body_hash
from sync.incoming import Incoming, Sender
from sync.protocol import Actor, Answer, Json, Receipt, Request
from sync.push import Log, PushAttempt
from sync.reading import read_mutation
from sync.store import Domain, Need, Reader, Store, SystemWrite, Transaction
from sync.system import SystemAttempt
from sync.work import Spoiled

T = TypeVar("T")


def sync(
    store: Store,
    domain: Domain,
    actor: Actor,
    request: Request,
    clock: Callable[[], datetime],
    key: bytes,
    log: Log,
) -> Answer:
    """One request: push, then pull. Who the actor is (step 1) has been found out before.

    ``clock`` is the server's, with its zone. It is asked again after the commit: what an answer says was
    applied by its ``server_time`` may be forgotten once a backup is younger than that.
    """
    receipts = push(
        store,
        domain,
        actor,
        request.mutations,
        clock(),
        key,
        log,
        plain=request.plain,
        acknowledged=request.scope,
    )
    answered = clock()
    return store.read(lambda reader: pull(reader, actor, request, receipts, answered))


def push(
    store: Store,
    domain: Domain,
    actor: Actor,
    mutations: Sequence[Json],
    now: datetime,
    key: bytes,
    log: Log,
    *,
    plain: bool = False,
    acknowledged: int | None = None,
) -> list[Receipt]:
    """Steps 2 to 6 for raw mutations: one receipt each, in their order. Committed when it returns.

    ``now`` is the server's time with its zone, ``key`` the secret of the body hashes and of derived ids,
    ``plain`` what `wire.read_request` said of the body, ``acknowledged`` the scope number of the request.
    """
    if not mutations:
        return []
    incoming = [Incoming(raw, read_mutation(raw, plain), body_hash(key, raw, plain)) for raw in mutations]
    sender = Sender(actor, acknowledged, now, key)
    wanted = Wanted()
    for each in incoming:
        mutation = each.read.mutation
        if mutation is not None:
            try:
                wanted.add(*domain.touches(mutation))
            except Exception as error:
                log(mutation.id, error)
                wanted.spoiled.add(mutation.id)
    return _until_all_is_known(
        store, wanted, lambda tx: PushAttempt(tx, domain, wanted, log, sender, incoming).run(), log
    )


def write_system(store: Store, domain: Domain, writes: Sequence[SystemWrite], now: datetime) -> list[Receipt]:
    """The one way into the record table for the house itself: load, worker, public intake.

    The same steps under the author ``system``, all writes in one transaction, in their order: no policy, no
    base and no conflict, but the same checks, rules, streams and history. Each gets ``applied``, ``refused``
    (what the checks or the feature's rules say) or ``retry`` (its root is not there); nothing is kept of the
    latter two. An exception in a rule is raised and nothing is written.
    """
    if not writes:
        return []
    wanted = Wanted()
    attempt = SystemAttempt.prepared(domain, wanted, writes, now)
    return _until_all_is_known(store, wanted, attempt)


def _until_all_is_known(
    store: Store, wanted: Wanted, attempt: Callable[[Transaction], T], log: Log | None = None
) -> T:
    """What turns out to be needed and was not declared restarts from step 2, enlarged.

    So does what turns out too late to be a bug of ours: without that mutation, where there is a log to tell.
    """
    while True:
        try:
            return store.write(attempt)
        except Need as need:
            if not wanted.add(need.records, need.counters):
                raise
        except Spoiled as spoiled:
            if log is None or spoiled.mutation in wanted.spoiled:
                raise
            log(spoiled.mutation, spoiled.__cause__ or spoiled)
            wanted.spoiled.add(spoiled.mutation)


def pull(
    reader: Reader, actor: Actor, request: Request, receipts: Sequence[Receipt], now: datetime
) -> Answer:
    """Step 7: what the actor may read and does not have yet, in one snapshot."""
    scope = actor.scope
    names = reader.names(scope.streams)
    streams = sorted(names.values()) if request.scope != scope.number else None
    server_time = now.isoformat(timespec="milliseconds")
    if request.epoch is not None and request.epoch != reader.epoch:
        return Answer(
            reader.epoch, server_time, reader.backed_up, receipts, scope.number, streams, (), {}, True
        )
    held = {key: request.cursors.get(name, 0) for key, name in names.items()}
    page = reader.lines(held, request.limit)
    told = () if page.more else page.checks if request.check else page.cursors
    return Answer(
        reader.epoch,
        server_time,
        reader.backed_up,
        receipts,
        scope.number,
        streams,
        page.lines,
        page.cursors,
        page.more,
        page.restarted,
        {name: page.checks[name] for name in told},
    )
