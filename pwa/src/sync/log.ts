import type { PersonDb } from './db.ts';
import type { RunLog } from './round.ts';

/** What the last sync did, kept for the panel. */
export interface SyncLog extends RunLog {
  /** When the last try ended. */
  at: string;
  ok: boolean;
  problem: string | null;
  /** When something last went out or came in: the numbers are of then. */
  moved_at: string | null;
}

/** A run that found nothing to do leaves the numbers of the one before it. */
export async function writeLog(db: PersonDb, run: RunLog, at: string, problem: string | null): Promise<void> {
  const before = (await db.get('meta', 'log')) as SyncLog | undefined;
  const moved = run.pushed + run.pulled + run.attention + run.retried > 0;
  const numbers = moved ? { ...run, moved_at: at } : { ...(before ?? { ...run, moved_at: null }) };
  await db.put('meta', { ...numbers, at, ok: problem === null, problem }, 'log');
}
