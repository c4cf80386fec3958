/** What the screens say in passing. */
export interface Events {
  /** A record is durably on this phone. */
  saved: { record: string; collection: string };
  /** Something a person should know now; `code` as in the server's problems, or `storage_full`, `storage_low`. */
  message: { code: string; detail?: string };
}

type Listener<K extends keyof Events> = (event: Events[K]) => void;
const listeners: { [K in keyof Events]: Set<Listener<K>> } = { saved: new Set(), message: new Set() };

/** Listens until the returned function is called. */
export function on<K extends keyof Events>(kind: K, listener: Listener<K>): () => void {
  listeners[kind].add(listener);
  return () => listeners[kind].delete(listener);
}

export function emit<K extends keyof Events>(kind: K, event: Events[K]): void {
  for (const listener of [...listeners[kind]]) listener(event);
}
