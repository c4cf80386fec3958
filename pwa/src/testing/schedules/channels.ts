interface Port {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** `BroadcastChannel` between the tabs of one phone, and no further. */
export class Channels {
  private readonly ports = new Map<string, Set<Port & { owner: object }>>();

  /** The constructor as one tab has it; a tab that is gone says and hears nothing. */
  of(owner: { dead: boolean }): new (name: string) => Port {
    const { ports } = this;
    return class implements Port {
      onmessage: Port['onmessage'] = null;
      readonly owner = owner;
      private readonly name: string;

      constructor(name: string) {
        this.name = name;
        const all = ports.get(name) ?? new Set();
        ports.set(name, all.add(this));
      }

      postMessage(message: unknown): void {
        if (owner.dead) return;
        for (const port of ports.get(this.name) ?? []) {
          if (port === this) continue;
          const data = structuredClone(message);
          setImmediate(() => {
            const open = ports.get(this.name)?.has(port) === true;
            if (open && !(port.owner as { dead: boolean }).dead) port.onmessage?.({ data });
          });
        }
      }

      close(): void {
        ports.get(this.name)?.delete(this);
      }
    };
  }
}
