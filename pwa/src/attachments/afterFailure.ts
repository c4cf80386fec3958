import type { UploadRow } from '@/sync/db.ts';
import { Problem } from '@/sync/protocol.ts';
import { waitAfter } from '@/sync/runner.ts';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Bytes that arrive wrong this often are not worth the network any more: a person has to look. */
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
  // The description is not the server's yet, or not ours to see any more: later, after the text.
  if (status === 404 || status === 409 || status === 423) return { change, goOn: true, wait };
  // What arrived is not what was sent. The server has thrown it away; it starts from the beginning.
  if (status === 460 && change.tries < MOST_TRIES) {
    return { change: { ...change, url: undefined }, goOn: true, wait };
  }
  if (status === 429 || status >= 500) {
    return { change, goOn: false, wait: Math.max(wait, retryAfter * 1000) };
  }
  return { change: { ...change, state: 'refused' }, goOn: true, wait };
}
