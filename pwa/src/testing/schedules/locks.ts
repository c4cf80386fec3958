interface Owner {
  dead: boolean;
}

interface Request {
  owner: Owner;
  grant: () => Promise<void>;
}

/** Web Locks of one phone: exclusive, first come first served, and free again when the tab that held one is gone. */
export class LockTable {
  private readonly holders = new Map<string, Request>();
  private readonly waiting = new Map<string, Request[]>();

  /** `navigator.locks` of one tab. `granted` is awaited before the work begins; the work of a dead tab never does. */
  of(owner: Owner, granted: () => Promise<void>): Pick<LockManager, 'request'> {
    const request = (name: string, ...rest: unknown[]): Promise<unknown> => {
      const work = rest[rest.length - 1] as () => Promise<unknown>;
      const { signal } = (rest.length > 1 ? rest[0] : {}) as { signal?: AbortSignal };
      return new Promise((resolve, reject) => {
        if (owner.dead) return;
        if (signal?.aborted) return reject(signal.reason);
        const one: Request = {
          owner,
          grant: async () => {
            signal?.removeEventListener('abort', onAbort);
            await granted();
            await Promise.resolve().then(work).then(resolve, reject);
          },
        };
        const onAbort = () => {
          const queue = this.waiting.get(name) ?? [];
          if (queue.includes(one)) queue.splice(queue.indexOf(one), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        this.waiting.set(name, [...(this.waiting.get(name) ?? []), one]);
        this.next(name);
      });
    };
    return { request } as Pick<LockManager, 'request'>;
  }

  /** The tab is gone: what it held is free, what it waited for it does not want any more. */
  release(owner: Owner): void {
    for (const [name, queue] of this.waiting) {
      this.waiting.set(
        name,
        queue.filter((one) => one.owner !== owner),
      );
    }
    for (const [name, holder] of [...this.holders]) {
      if (holder.owner !== owner) continue;
      this.holders.delete(name);
      this.next(name);
    }
  }

  private next(name: string): void {
    if (this.holders.has(name)) return;
    const one = this.waiting.get(name)?.shift();
    if (one === undefined) return;
    this.holders.set(name, one);
    void one.grant().finally(() => {
      if (this.holders.get(name) !== one) return;
      this.holders.delete(name);
      this.next(name);
    });
  }
}
