import type { OutboxRow } from './types.ts';

/** What one context (page or service worker) tells the others of the same person. */
export type Message =
  | { kind: 'changed'; records: string[]; outbox: boolean; uploads: boolean }
  | { kind: 'saved'; rows: OutboxRow[]; uploads: boolean }
  | { kind: 'status'; status: Status }
  | { kind: 'photo'; photo: Photo | null }
  | { kind: 'poke' }
  | { kind: 'leaving' };

/** What the last try to reach the station came to. */
export interface Status {
  running: boolean;
  /** Whether the last try was answered; null before the first. */
  reached: boolean | null;
  /** A problem's code that stops sending: `upgrade_required`, `not_signed_in`, `storage_full` … */
  problem: string | null;
}

/** The photo that is being sent, and how many of its bytes are. */
export interface Photo {
  record: string;
  sent: number;
  size: number;
}

export interface Channel {
  /** Tells every context, this one included. */
  post(message: Message): void;
  listen(listener: (message: Message) => void): () => void;
  close(): void;
}

/** The person's own channel between tabs and the service worker; this context hears its own messages first. */
export function openChannel(person: string): Channel {
  const listeners = new Set<(message: Message) => void>();
  const tell = (message: Message) => {
    for (const listener of [...listeners]) listener(message);
  };
  const others =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`gridwalk-${person}`);
  if (others) others.onmessage = (event: MessageEvent<Message>) => tell(event.data);
  return {
    post(message) {
      tell(message);
      others?.postMessage(message);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      others?.close();
    },
  };
}
