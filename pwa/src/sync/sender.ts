import type { Applied } from './apply.ts';
import type { Channel, Status } from './channel.ts';
import { type Fetch, NoAnswer } from './client.ts';
import type { PersonDb } from './db.ts';
import { isClosed, isFull } from './full.ts';
import type { Locks } from './locks.ts';
import { writeLog } from './log.ts';
import { Problem } from './protocol.ts';
import { FULL_PACE, type RunLog, run } from './round.ts';
import { Runner, waitAfter } from './runner.ts';
import { NEW_REPLICA, type Replica } from './types.ts';

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
  /** The first run compares everything with the server's digests. Not for who is woken up every few minutes. */
  checkAtStart?: boolean;
  now?: () => number;
  random?: () => number;
  locks?: Locks;
}

const FIRST_WAIT_MS = 1_000;
/** A network that comes back is not always announced: a failed try a minute costs little. */
const LONGEST_WAIT_MS = 60_000;
const UPGRADE_WAIT_MS = 5 * 60_000;

/** Sends and reads for one person, one at a time over all tabs and the service worker. */
export class Sender {
  readonly status: Status = { running: false, reached: null, problem: null };
  private readonly parts: SenderParts;
  private readonly runner: Runner;
  private readonly pace = { ...FULL_PACE };
  private failures = 0;
  private start: boolean;

  constructor(parts: SenderParts) {
    const { locks, now } = parts;
    this.parts = parts;
    this.start = parts.checkAtStart ?? false;
    this.runner = new Runner({ lock: senderLock(parts.person), locks, now, work: () => this.once() });
  }

  /** Asks for a run; unless `now`, the wait after a failure is kept. Resolves when it is over. */
  poke(now = false): Promise<void> {
    return this.runner.poke(now);
  }

  /** Ends everything at once; an answer on its way finds nothing to write to. */
  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async once(): Promise<void> {
    const { db, fetch } = this.parts;
    const { signal } = this.runner;
    const token = await this.parts.token();
    if (token === undefined || signal.aborted) return;
    this.tell({ running: true });
    const log: RunLog = { pushed: 0, pulled: 0, attention: 0, retried: 0 };
    try {
      const now = () => this.runner.now();
      const onApplied = (applied: Applied, sofar: RunLog) => {
        Object.assign(log, sofar);
        this.failures = 0;
        this.runner.wentWell();
        this.announce(applied);
      };
      await run(db, { fetch, token, signal, now }, this.pace, onApplied, this.start);
      this.start = false;
      await this.over(log, null);
      this.parts.afterText?.(((await db.get('meta', 'replica')) as Replica | undefined) ?? NEW_REPLICA);
    } catch (error) {
      // Signed out meanwhile: there is nothing any more that this could be written to.
      if (signal.aborted || isClosed(error)) return;
      await this.failed(error, log);
    }
  }

  private async failed(error: unknown, log: RunLog): Promise<void> {
    const problem = error instanceof Problem ? error : undefined;
    if (problem === undefined && !(error instanceof NoAnswer)) console.error(error);
    await this.over(log, error instanceof NoAnswer ? error.code : (problem?.code ?? nameOf(error)));
    if (problem?.status === 401) return this.parts.onSignedOut(problem.code);
    this.failures += 1;
    const growing = waitAfter(
      this.failures,
      FIRST_WAIT_MS,
      LONGEST_WAIT_MS,
      this.parts.random ?? Math.random,
    );
    const asked = problem?.code === 'upgrade_required' ? UPGRADE_WAIT_MS : (problem?.retryAfter ?? 0) * 1000;
    this.runner.retryIn(Math.max(asked, growing));
  }

  private async over(log: RunLog, problem: string | null): Promise<void> {
    await writeLog(this.parts.db, log, new Date(this.runner.now()).toISOString(), problem).catch(() => {});
    const reached = problem !== 'no_answer' && problem !== 'captive_portal';
    this.tell({ running: false, reached, problem: problem === 'no_answer' ? null : problem });
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
}

const nameOf = (error: unknown): string => (isFull(error) ? 'storage_full' : 'internal');
