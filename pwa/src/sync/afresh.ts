import type { Check, Sums } from './digest.ts';
import type { Afresh, Replica } from './types.ts';

/** A stream that differs is read afresh at most once in this time, by the server's clock. */
export const AFRESH_HOURS = 24;
const HOUR_MS = 3_600_000;

export interface Compared {
  replica: Replica;
  /** Streams to read afresh, from their beginning. */
  doubted: string[];
}

/** Whether these streams have in the phone's copy what they should. */
export function agrees(digests: Record<string, Check>, sums: Sums): boolean {
  return Object.entries(digests).every(([stream, check]) => isSame(check, sums[stream]));
}

/** What follows from the server's digests, with `sums` being what is held: see section 10 of the agreement. */
export function compared(replica: Replica, digests: Record<string, Check>, sums: Sums): Compared {
  const now = replica.server_time ?? '';
  const afresh: Record<string, Afresh> = { ...replica.afresh };
  const cursors = { ...replica.cursors };
  const doubted: string[] = [];
  for (const [stream, check] of Object.entries(digests)) {
    const before = afresh[stream];
    const again =
      before === undefined || Date.parse(now) - Date.parse(before.since) >= AFRESH_HOURS * HOUR_MS;
    if (isSame(check, sums[stream])) {
      if (again) delete afresh[stream];
      else afresh[stream] = { ...before, state: 'agrees' };
    } else if (again) {
      afresh[stream] = { since: now, state: 'found' };
      delete cursors[stream];
      doubted.push(stream);
    } else afresh[stream] = { ...before, state: 'stays' };
  }
  const sweep = replica.sweep || doubted.length > 0;
  return { replica: withAfresh({ ...replica, cursors, sweep }, afresh), doubted };
}

/** What the next request says of streams that differ. */
export function mismatched(replica: Replica): Record<string, 'found' | 'stays'> | undefined {
  const told = Object.entries(replica.afresh ?? {}).flatMap(([stream, { state }]) =>
    state === 'agrees' ? [] : [[stream, state] as const],
  );
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}

/** The replica with these; without the key where there are none. */
export function withAfresh(replica: Replica, afresh: Record<string, Afresh>): Replica {
  const { afresh: _, ...rest } = replica;
  return Object.keys(afresh).length > 0 ? { ...rest, afresh } : rest;
}

function isSame([records, digest]: Check, held: Check = [0, 0]): boolean {
  return held[0] === records && held[1] === digest;
}
