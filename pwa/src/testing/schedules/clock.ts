/** A phone's time. It stands still but for a millisecond at each look, and passes only when it is told to. */
export class Clock {
  private passed = 0;
  private readonly began: number;
  private wrong = 0;

  constructor(began: number) {
    this.began = began;
  }

  /** Time since the phone was made, ms: what timers go by. */
  get monotonic(): number {
    return this.passed;
  }

  now(): number {
    this.passed += 1;
    return this.began + this.passed + this.wrong;
  }

  /** From now on the phone is so many ms off. Its timers do not care. */
  goWrong(ms: number): void {
    this.wrong = ms;
  }

  pass(ms: number): void {
    this.passed += ms;
  }

  /** `Date` as this phone knows it. */
  date(): DateConstructor {
    const clock = this;
    return class extends Date {
      constructor(...given: [] | [number]) {
        if (given.length === 0) super(clock.now());
        else super(...given);
      }
      static override now(): number {
        return clock.now();
      }
    } as unknown as DateConstructor;
  }
}

interface Timer {
  at: number;
  every: number | undefined;
  work: () => void;
}

/** The timers of one tab. They fire when its phone's time has passed, in order. */
export class Timers {
  private readonly due = new Map<number, Timer>();
  private readonly clock: Clock;
  private last = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  readonly setTimeout = (work: () => void, wait = 0): number => this.add(work, wait, undefined);
  readonly setInterval = (work: () => void, wait = 0): number => this.add(work, wait, wait);
  readonly clear = (id: number | undefined): void => {
    if (id !== undefined) this.due.delete(id);
  };

  fire(): void {
    const ready = [...this.due].filter(([, timer]) => timer.at <= this.clock.monotonic);
    for (const [id, timer] of ready.sort(([, a], [, b]) => a.at - b.at)) {
      if (!this.due.has(id)) continue;
      if (timer.every === undefined) this.due.delete(id);
      else timer.at = this.clock.monotonic + Math.max(1, timer.every);
      timer.work();
    }
  }

  stop(): void {
    this.due.clear();
  }

  private add(work: () => void, wait: number, every: number | undefined): number {
    this.last += 1;
    this.due.set(this.last, { at: this.clock.monotonic + wait, every, work });
    return this.last;
  }
}
