import { mismatched } from './afresh.ts';
import { type Applied, apply } from './apply.ts';
import { exchange, type Fetch, NoAnswer } from './client.ts';
import { loosely, type PersonDb } from './db.ts';
import type { Check } from './digest.ts';
import { nextBatch, scopeToSend } from './outbox.ts';
import {
  MAX_CHANGES,
  MAX_MUTATIONS,
  PROTOCOL,
  Problem,
  type SyncAnswer,
  type SyncRequest,
} from './protocol.ts';
import { refuseHere } from './refuseHere.ts';
import { selfCheck } from './selfCheck.ts';
import { localTime } from './time.ts';
import { NEW_REPLICA, type OutboxRow, type Replica } from './types.ts';

export interface Network {
  fetch: Fetch;
  token: string;
  signal: AbortSignal;
  now: () => number;
}

/** What one run of rounds did, told to the panel. */
export interface RunLog {
  pushed: number;
  pulled: number;
  attention: number;
  retried: number;
}

/** How much is put into one request. It shrinks while the network does not carry it. */
export interface Pace {
  mutations: number;
  changes: number;
}

/** Everything is compared at least once in this time. */
const CHECK_MS = 24 * 3_600_000;

export const FULL_PACE: Pace = { mutations: MAX_MUTATIONS, changes: MAX_CHANGES };

/**
 * Rounds of `POST /api/sync` until everything here was offered once and everything there was read.
 *
 * `onApplied` is told of each answer after it is on disk. Throws what the network throws; what had been answered
 * until then stays answered. `start`: everything here is compared with the server's digests; so it is once a day, and
 * after what came in pages.
 */
export async function run(
  db: PersonDb,
  network: Network,
  pace: Pace,
  onApplied: (applied: Applied, log: RunLog) => void,
  start = false,
): Promise<RunLog> {
  const log: RunLog = { pushed: 0, pulled: 0, attention: 0, retried: 0 };
  const tried = new Set<string>();
  const held = new Set<string>();
  let check = start || isDue((await db.get('meta', 'checked')) as number | undefined, network.now());
  // What a first reading has just written need not be read back.
  const before = (await db.get('meta', 'replica')) as Replica | undefined;
  let thorough = check && (before ?? NEW_REPLICA).scope !== null;
  let ahead: Asked | undefined;
  for (let more = true; ; ) {
    const asked: Asked = ahead ?? (await ask(db, network, pace, tried, held, check));
    const { rows } = asked;
    ahead = undefined;
    if (!more && rows.length === 0) return log;
    const applied = await oneRound(db, network, asked, pace, (answer) => {
      ahead = askAhead(network, asked, answer);
    });
    if (applied === undefined) continue;
    for (const row of rows) tried.add(row.id);
    for (const record of applied.retried) held.add(record);
    if (applied.newLife) for (const set of [tried, held]) set.clear();
    note(log, applied);
    onApplied(applied, log);
    pace.mutations = Math.min(MAX_MUTATIONS, pace.mutations * 2);
    pace.changes = MAX_CHANGES;
    // `more` without anything in the answer would be asked for ever.
    more = applied.newLife || applied.late || (applied.more && (applied.moved || rows.length > 0));
    if (applied.newLife || applied.late || !more) ahead = undefined;
    if (applied.more) check = true;
    else if (!applied.late) {
      const doubted = await selfCheck(db, applied.digests, thorough);
      if (doubted.length > 0) more = true;
      if (check) await db.put('meta', network.now(), 'checked');
      check = thorough = false;
    }
  }
}

/** A phone whose clock was put back checks as well. */
function isDue(checked: number | undefined, now: number): boolean {
  return checked === undefined || Math.abs(now - checked) >= CHECK_MS;
}

function note(log: RunLog, applied: Applied): void {
  log.pushed += applied.applied;
  log.pulled += applied.records.length;
  log.attention += applied.attention;
  log.retried += applied.retried.length;
}

/** What an answer says beside what it does. `moved`: it is a step on the way to its end. */
interface Told {
  more: boolean;
  digests: Record<string, Check>;
  moved: boolean;
}

/** A request with what of the outbox is in it. `coming`: its answer, where it is on its way already. */
interface Asked {
  request: SyncRequest;
  rows: OutboxRow[];
  coming?: Promise<SyncAnswer>;
}

/**
 * A long reading goes on over the network while the page before is being written. Should the phone have moved on by
 * then, its answer is late and says nothing (`isLate`).
 */
function askAhead(network: Network, before: Asked, answer: SyncAnswer): Asked | undefined {
  const { request } = before;
  const goesOn =
    answer.more && Object.keys(answer.cursors).length > 0 && (request.epoch ?? answer.epoch) === answer.epoch;
  if (!goesOn || before.rows.length > 0 || request.mismatched !== undefined) return undefined;
  const next: SyncRequest = {
    ...request,
    epoch: answer.epoch,
    phone_time: localTime(new Date(network.now())),
    cursors: { ...request.cursors, ...answer.cursors },
    check: true,
  };
  const coming = exchange(network.fetch, network.token, next, network.signal);
  coming.catch(() => {}); // whoever waits for it is told
  return { request: next, rows: [], coming };
}

/** Asks and applies once. Undefined: the batch was too much for one request and is to be cut. */
async function oneRound(
  db: PersonDb,
  network: Network,
  { request, rows, coming }: Asked,
  pace: Pace,
  onAnswer: (answer: SyncAnswer) => void,
): Promise<(Applied & Told) | undefined> {
  try {
    const answer = await (coming ?? exchange(network.fetch, network.token, request, network.signal));
    onAnswer(answer);
    const { more, digests = {} } = answer;
    const moved = Object.keys(answer.cursors).length > 0;
    return { ...(await apply(db, request, answer, network.now())), more, digests, moved };
  } catch (error) {
    if (rows.length > 0 && isUnreadable(error)) {
      if (rows.length === 1) await refuseHere(db, rows[0] as OutboxRow, error);
      pace.mutations = Math.max(1, Math.floor(rows.length / 2));
      return undefined;
    }
    if (error instanceof NoAnswer) {
      // A slow network may carry half of it before the time is over.
      pace.mutations = Math.max(5, Math.floor(pace.mutations / 2));
      pace.changes = Math.max(50, Math.floor(pace.changes / 2));
    }
    throw error;
  }
}

/** The request as a whole was not read: too large, or something in it that spoils all of it. */
function isUnreadable(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 413 || error.status === 400 || error.status === 422);
}

async function ask(
  db: PersonDb,
  network: Network,
  pace: Pace,
  tried: ReadonlySet<string>,
  held: ReadonlySet<string>,
  check: boolean,
): Promise<Asked> {
  return loosely(db, ['outbox', 'meta'], async (tx) => {
    const replica = ((await tx.objectStore('meta').get('replica')) as Replica | undefined) ?? NEW_REPLICA;
    const waiting = await tx.objectStore('outbox').getAll();
    const rows = nextBatch(waiting, tried, held, pace.mutations);
    for (const row of rows) if (!row.offered) tx.objectStore('outbox').put({ ...row, offered: true });
    const differs = mismatched(replica);
    const request: SyncRequest = {
      protocol: PROTOCOL,
      epoch: replica.epoch,
      phone_time: localTime(new Date(network.now())),
      scope: scopeToSend(replica, waiting),
      mutations: rows.map((row) => row.mutation),
      cursors: replica.cursors,
      limit: pace.changes,
      ...(check && { check }),
      ...(differs && { mismatched: differs }),
    };
    return { request, rows };
  });
}
