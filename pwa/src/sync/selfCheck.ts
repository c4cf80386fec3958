import { agrees, compared } from './afresh.ts';
import { loosely, type PersonDb, type Writing } from './db.ts';
import { type Check, count, type Sums } from './digest.ts';
import { NEW_REPLICA, type Replica } from './types.ts';

/** Records that are read at once: few enough that no other work waits for them. */
const CHUNK = 100;

/**
 * Compares what is held with the server's digests, when everything has been read. Gives the streams that must be
 * read afresh; they are marked so already.
 *
 * The running sums of what was written answer at once. Where they differ, or for a `thorough` check, the records are
 * counted as they are on the disk: only those say what is really there. Nobody else writes records meanwhile: the
 * caller holds the sender's lock.
 */
export async function selfCheck(
  db: PersonDb,
  digests: Record<string, Check>,
  thorough: boolean,
): Promise<string[]> {
  if (Object.keys(digests).length === 0) return [];
  const running = thorough ? undefined : ((await db.get('meta', 'sums')) as Sums | undefined);
  const sums = running !== undefined && agrees(digests, running) ? running : await recount(db);
  return loosely(db, ['records', 'meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    const before = ((await meta.get('replica')) as Replica | undefined) ?? NEW_REPLICA;
    const { replica, doubted } = compared(before, digests, sums);
    meta.put(replica, 'replica');
    meta.put(doubted.length > 0 ? await doubt(tx, sums, new Set(doubted)) : sums, 'sums');
    return doubted;
  });
}

/** Count and digest of every stream, over the records as they are stored; in small pieces. */
export async function recount(db: PersonDb): Promise<Sums> {
  const sums: Sums = {};
  for (let after = ''; ; ) {
    const rows = await db.getAll('records', IDBKeyRange.lowerBound(after, true), CHUNK);
    for (const row of rows) count(sums, undefined, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return sums;
    after = last.id;
  }
}

/** What is held from these streams stays shown, unsure until it is named again. Gives the sums after it. */
async function doubt(tx: Writing, before: Sums, doubted: ReadonlySet<string>): Promise<Sums> {
  const sums = { ...before };
  for await (const cursor of tx.objectStore('records')) {
    const row = cursor.value;
    if (!row.streams.some((stream) => doubted.has(stream))) continue;
    const streams = row.streams.map((stream) => (doubted.has(stream) ? `~${stream}` : stream));
    count(sums, row, { ...row, streams });
    await cursor.update({ ...row, streams });
  }
  return sums;
}
