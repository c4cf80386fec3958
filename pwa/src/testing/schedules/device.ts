import { Channels } from './channels.ts';
import { Clock, Timers } from './clock.ts';
import { Disk, type Owner } from './disk.ts';
import { LockTable } from './locks.ts';
import type * as page from './page.ts';

export type Page = typeof page;
/** Runs the app's code once more, with these in the places of a browser's own things. */
export type Load = (place: Record<string, unknown>) => Page;

/** One phone: what outlives its tabs. */
export class Device {
  readonly disk = new Disk();
  readonly clock: Clock;
  readonly locks = new LockTable();
  readonly channels = new Channels();
  readonly tabs = new Map<string, Tab>();
  /** What the app said was wrong with itself. */
  readonly complaints: string[] = [];
  readonly url: string;
  private readonly load: Load;

  constructor(load: Load, url: string, began: number) {
    this.load = load;
    this.url = url;
    this.clock = new Clock(began);
  }

  open(name: string): Tab {
    const tab = new Tab(this, this.load);
    this.tabs.set(name, tab);
    return tab;
  }

  /** Time passes, and every timer whose time has come goes off. */
  pass(ms: number): void {
    this.clock.pass(ms);
    for (const tab of this.tabs.values()) if (!tab.dead) tab.timers.fire();
  }

  kill(): void {
    for (const tab of this.tabs.values()) tab.die();
  }
}

/** One page or service worker with its own memory. When it dies, nothing it began goes on. */
export class Tab implements Owner {
  dead = false;
  readonly page: Page;
  readonly timers: Timers;
  readonly disk: Disk;
  /** Rejects when the tab dies. */
  readonly death: Promise<never>;
  private readonly device: Device;
  private readonly gone = new AbortController();
  private left = Number.POSITIVE_INFINITY;

  constructor(device: Device, load: Load) {
    this.device = device;
    this.disk = device.disk;
    this.timers = new Timers(device.clock);
    this.death = new Promise((_, reject) => {
      this.gone.signal.addEventListener('abort', () => reject(new Error('died')));
    });
    this.death.catch(() => {});
    this.page = load(this.place());
  }

  /** It will die after so many things more that it waits for. */
  dieIn(steps: number): void {
    this.left = steps;
  }

  /** Something that the tab waited for has come. */
  step(): void {
    this.left -= 1;
    if (this.left <= 0) this.die();
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.timers.stop();
    this.disk.drop(this);
    this.gone.abort();
    this.device.locks.release(this);
  }

  private place(): Record<string, unknown> {
    const { clock, locks, channels, complaints } = this.device;
    const navigator = { locks: locks.of(this, () => this.arrived(undefined)), userAgent: 'Linux' };
    const error = (...said: unknown[]) => {
      if (!this.dead) complaints.push(said.map((one) => (one instanceof Error ? one.stack : one)).join(' '));
    };
    const timers = {
      setTimeout: this.timers.setTimeout,
      setInterval: this.timers.setInterval,
      clearTimeout: this.timers.clear,
      clearInterval: this.timers.clear,
    };
    const own = {
      ...timers,
      navigator,
      indexedDB: this.disk.of(this),
      BroadcastChannel: channels.of(this),
      Date: clock.date(),
      fetch: this.fetch,
      console: { ...console, error, warn: error },
      location: new URL(this.device.url),
    };
    const all = Object.assign(Object.create(globalThis), own);
    return { ...own, globalThis: all, self: all };
  }

  /** Hands on what has come, unless the tab dies of it. */
  private async arrived<T>(value: T): Promise<T> {
    this.step();
    return this.dead ? new Promise<never>(() => {}) : value;
  }

  private readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    if (this.dead) return new Promise<never>(() => {});
    // Node may forget a signal while its request is waited for, so the wait ends here as well.
    const given = init.signal;
    const aborted = new Promise<never>((_, reject) => {
      const stop = () => reject(new DOMException('This operation was aborted', 'AbortError'));
      if (given?.aborted) stop();
      given?.addEventListener('abort', stop, { once: true });
    });
    const response = await Promise.race([fetch(new URL(path, this.device.url), init), aborted]);
    return this.arrived(asInBrowser(response, init));
  };
}

/** Node shows a redirect that is not to be followed; a browser shows only that there was one. */
function asInBrowser(response: Response, init: RequestInit): Response {
  if (init.redirect !== 'manual' || response.status < 300 || response.status > 399) return response;
  return Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
}
