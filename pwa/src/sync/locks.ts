import { unlessStopped } from './unlessStopped.ts';

/** For browsers without Web Locks: one at a time within this page, which is all there is to be had there. */
class SoloLocks {
  private readonly tails = new Map<string, Promise<unknown>>();

  request<T>(name: string, ...rest: [() => Promise<T>] | [LockOptions, () => Promise<T>]): Promise<T> {
    const [options, work] = rest.length === 1 ? [{}, rest[0]] : rest;
    const before = this.tails.get(name) ?? Promise.resolve();
    const turn = unlessStopped(before, options.signal).then(work);
    // Whoever leaves the queue does not let the next one in before its turn.
    this.tails.set(name, Promise.allSettled([before, turn]));
    return turn;
  }
}

export type Locks = Pick<LockManager, 'request'>;

export const soloLocks = new SoloLocks() as unknown as Locks;

/** The browser's Web Locks, or the next best. */
export const browserLocks = (): Locks => globalThis.navigator?.locks ?? soloLocks;
