import type { Applied } from './apply.ts';
import type { Channel, Status } from './channel.ts';
import { type Fetch, NoAnswer } from './client.ts';
import type { PersonDb } from './db.ts';
import { browserLocks, type Locks } from './locks.ts';
import { Problem } from './protocol.ts';
import { FULL_PACE, type Network, type RunLog, run } from './round.ts';
import { NEW_REPLICA, type Replica } from './types.ts';

/** What the last run did, kept for the panel. */
export interface SyncLog extends RunLog {
  at: string;
  ok: boolean;
  problem: string | null;
}

/** Who holds it may send for this person, and open their database in the background. */
export const senderLock = (person: string): string => `gridwalk-send-${person}`;

export interface SenderParts {
  person: string;
  db: PersonDb;
  channel: Channel;
  fetch: Fetch;
  /** The token to send with, asked under the lock; undefined when this person is not signed in any more. */
  token: () => Promise<string | undefined>;
  /** The server says that this device is signed out. */
  onSignedOut: (code: string) => Promise<void>;
  /** After a run that was answered: the turn of the photos. */
  afterText?: (replica: Replica) => void;
  now?: () => number;
  random?: () => number;
  locks?: Locks;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Sends and reads for one person, one at a time over all tabs and the service worker (Web Locks).
 *
 * `poke()` asks for a run; pokes during a run become one more run. A failed run is tried again after a growing,
 * jittered wait, or after what the server asks for; a poke with `now` does not wait.
 */
export class Sender {
  readonly status: Status = { running: false, reached: null, problem: null };
  private readonly parts: SenderParts;
  private readonly pace = { ...FULL_PACE };
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private again = false;
  private failures = 0;
  private notBefore = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  /** Asks for a run. Unless `now`, a wait after a failure is kept. Resolves when the run it led to is over. */
  poke(now = false): Promise<void> {
    if (this.stopped.signal.aborted) return Promise.resolve();
    const wait = this.notBefore - this.now();
    if (wait > 0 && !now) {
      this.wakeIn(wait);
      return this.running ?? Promise.resolve();
    }
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.runs().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Ends everything at once; an answer on its way finds nothing to write to. */
  stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopped.abort();
    return this.running ?? Promise.resolve();
  }

  private async runs(): Promise<void> {
    do {
      this.again = false;
      await this.underLock();
    } while (this.again && !this.stopped.signal.aborted && this.notBefore <= this.now());
  }

  private async underLock(): Promise<void> {
    const { person, locks = browserLocks() } = this.parts;
    const options = { signal: this.stopped.signal };
    try {
      await locks.request(senderLock(person), options, () => this.once());
    } catch (error) {
      if (!this.stopped.signal.aborted) throw error;
    }
  }

  private async once(): Promise<void> {
    const token = await this.parts.token();
    if (token === undefined || this.stopped.signal.aborted) return;
    clearTimeout(this.timer);
    this.tell({ running: true });
    const log: RunLog = { pushed: 0, pulled: 0, attention: 0, retried: 0 };
    try {
      const network: Network = { ...this.parts, token, signal: this.stopped.signal, now: () => this.now() };
      await run(this.parts.db, network, this.pace, (applied, sofar) => {
        Object.assign(log, sofar);
        this.failures = 0;
        this.notBefore = 0;
        this.announce(applied);
      });
      await this.over(log, null);
      this.parts.afterText?.(((await this.parts.db.get('meta', 'replica')) as Replica) ?? NEW_REPLICA);
    } catch (error) {
      // Signed out meanwhile: there is nothing any more that this could be written to.
      if (this.stopped.signal.aborted || isClosed(error)) return;
      await this.failed(error, log);
    }
  }

  private async failed(error: unknown, log: RunLog): Promise<void> {
    const problem = error instanceof Problem ? error : undefined;
    if (problem === undefined && !(error instanceof NoAnswer)) console.error(error);
    this.failures += 1;
    const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.failures - 1));
    const asked = problem?.retryAfter === undefined ? 0 : problem.retryAfter * 1000;
    const jittered = growing * (0.5 + (this.parts.random ?? Math.random)() / 2);
    const wait = Math.max(asked, problem?.code === 'upgrade_required' ? LONGEST_WAIT_MS : jittered);
    this.notBefore = this.now() + wait;
    await this.over(log, error instanceof NoAnswer ? 'no_answer' : (problem?.code ?? nameOf(error)));
    if (problem?.status === 401) await this.parts.onSignedOut(problem.code);
    else this.wakeIn(wait);
  }

  private async over(log: RunLog, problem: string | null): Promise<void> {
    const entry: SyncLog = { ...log, at: new Date(this.now()).toISOString(), ok: problem === null, problem };
    await this.parts.db.put('meta', entry, 'log').catch(() => {});
    const reached = problem !== 'no_answer';
    this.tell({ running: false, reached, problem: reached ? problem : null });
  }

  private announce(applied: Applied): void {
    const receipts = applied.applied + applied.attention + applied.retried.length;
    if (receipts === 0 && applied.records.length === 0 && !applied.newLife) return;
    this.parts.channel.post({ kind: 'changed', records: applied.records, outbox: true, uploads: true });
  }

  private tell(change: Partial<Status>): void {
    Object.assign(this.status, change);
    this.parts.channel.post({ kind: 'status', status: { ...this.status } });
  }

  private wakeIn(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.poke(), wait);
  }

  private now(): number {
    return (this.parts.now ?? Date.now)();
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}

function nameOf(error: unknown): string {
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'storage_full' : 'internal';
}
