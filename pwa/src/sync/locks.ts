/** For browsers without Web Locks: one at a time within this page, which is all there is to be had there. */
class SoloLocks {
  private readonly tails = new Map<string, Promise<unknown>>();

  request<T>(name: string, ...rest: unknown[]): Promise<T> {
    const work = rest[rest.length - 1] as () => Promise<T>;
    const turn = (this.tails.get(name) ?? Promise.resolve()).then(work);
    this.tails.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}

export type Locks = Pick<LockManager, 'request'>;

export const soloLocks = new SoloLocks() as unknown as Locks;

/** The browser's Web Locks, or the next best. */
export const browserLocks = (): Locks => globalThis.navigator?.locks ?? soloLocks;
