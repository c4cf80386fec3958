import { isClosed } from './full.ts';
import { browserLocks, type Locks } from './locks.ts';

export interface RunnerParts {
  /** Only one holder at a time runs, over all tabs and the service worker. */
  lock: string;
  locks?: Locks | undefined;
  now?: (() => number) | undefined;
  work: () => Promise<void>;
}

/**
 * Runs a piece of work when asked, one at a time. Asking during a run leads to one more run; after a failure the
 * work says how long to wait, and a poke without `now` keeps to it.
 */
export class Runner {
  private readonly parts: RunnerParts;
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;
  private again = false;
  /** Somebody asked for a run at once while one was under way. */
  private urgent = false;
  private notBefore = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: RunnerParts) {
    this.parts = parts;
  }

  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  now(): number {
    return (this.parts.now ?? Date.now)();
  }

  /** Asks for a run. Resolves when the run it led to is over. */
  poke(now = false): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    const wait = this.notBefore - this.now();
    if (wait > 0 && !now) {
      this.wakeIn(wait);
      return this.running ?? Promise.resolve();
    }
    if (this.running !== undefined) {
      this.again = true;
      this.urgent ||= now;
      return this.running;
    }
    this.running = this.runs().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Asks for a run in so many ms, and for none before. */
  retryIn(wait: number): void {
    this.notBefore = this.now() + wait;
    this.wakeIn(wait);
  }

  /** Asks for a run in so many ms; whoever asks before is not kept waiting. */
  wakeIn(wait: number): void {
    clearTimeout(this.timer);
    if (!this.signal.aborted) this.timer = setTimeout(() => void this.poke(), wait);
  }

  /** The last thing went well: nothing has to wait any more. */
  wentWell(): void {
    this.notBefore = 0;
    clearTimeout(this.timer);
  }

  /** Ends it for good; what is under way is aborted. */
  stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopped.abort();
    return this.running ?? Promise.resolve();
  }

  private wanted(): boolean {
    return this.again && (this.urgent || this.notBefore <= this.now());
  }

  private async runs(): Promise<void> {
    const { lock, locks = browserLocks(), work } = this.parts;
    try {
      do {
        this.again = false;
        this.urgent = false;
        await locks.request(lock, { signal: this.signal }, work);
      } while (!this.signal.aborted && this.wanted());
    } catch (error) {
      if (!this.signal.aborted && !isClosed(error)) throw error;
    }
  }
}

/** Growing with every failure in a row, jittered so that fifty phones do not come back in the same second. */
export function waitAfter(failures: number, first: number, longest: number, random: () => number): number {
  return Math.min(longest, first * 2 ** (failures - 1)) * (0.5 + random() / 2);
}
