import type { UploadRow } from '@/sync/db.ts';
import { Problem } from '@/sync/protocol.ts';
import { waitAfter } from '@/sync/runner.ts';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** What goes wrong this often is not worth the network any more: a person has to look. */
const MOST_TRIES = 5;

export const fresh: Partial<UploadRow> = { tries: 0, code: undefined };

export interface AfterFailure {
  change: Partial<UploadRow>;
  /** Whether the next photo may be tried at once. */
  goOn: boolean;
  wait: number;
}

/** Decides what a failed upload means: for this photo, and for those behind it. */
export function afterFailure(
  row: UploadRow,
  error: unknown,
  failures: number,
  random: () => number,
): AfterFailure {
  const wait = waitAfter(failures, FIRST_WAIT_MS, LONGEST_WAIT_MS, random);
  if (!(error instanceof Problem)) return { change: {}, goOn: false, wait };
  const { status, code, retryAfter = 0 } = error;
  const change = { tries: row.tries + 1, code };
  // Too busy, or away: nothing else would fare better now.
  if (status === 429 || status >= 500) {
    return { change, goOn: false, wait: Math.max(wait, retryAfter * 1000) };
  }
  const later = { change, goOn: true, wait };
  // The description is not the server's yet or not ours to see any more, or another try holds the upload.
  if ([404, 409, 423].includes(status) || code === 'cut_short') return later;
  // Said of these bytes for good.
  if ([410, 413, 415].includes(status)) return { ...later, change: { ...change, state: 'refused' } };
  // What arrived is not what was sent (460), or something between changes what we say: from the beginning.
  if (change.tries < MOST_TRIES) return { ...later, change: { ...change, url: undefined } };
  return { change: { ...change, state: 'refused' }, goOn: true, wait };
}
