import { readChanges, sweepOld } from './applyChanges.ts';
import { applyReceipts, resendAll } from './applyReceipts.ts';
import { loosely, type PersonDb, type StoreName, strictly, type Writing } from './db.ts';
import { forgetSent, noteOutOfSight, sendBytesAgain } from './freeing.ts';
import type { SyncAnswer, SyncRequest } from './protocol.ts';
import { isLate, isNewLife, startAgain } from './replica.ts';
import { NEW_REPLICA, type Replica } from './types.ts';

/** What an answer changed, for the screens and for the next round. */
export interface Applied {
  /** Committed records that were put or dropped. */
  records: string[];
  applied: number;
  attention: number;
  /** Records with work that the server asked to send again later. */
  retried: string[];
  /** Nothing was read, because the phone has moved on since it asked. */
  late: boolean;
  newLife: boolean;
}

const STORES: StoreName[] = ['records', 'outbox', 'sent', 'attention', 'uploads', 'blobs', 'thumbs', 'meta'];

/**
 * Receipts, changes and cursors of one answer, in one transaction: all of it happened, or none.
 *
 * With receipts the transaction is strict. A pull alone may be lost in a power cut: its cursors are lost with it.
 */
export function apply(
  db: PersonDb,
  asked: Pick<SyncRequest, 'epoch' | 'cursors' | 'mutations'>,
  answer: SyncAnswer,
  now: number,
): Promise<Applied> {
  const durable = answer.receipts.length > 0 || answer.epoch !== asked.epoch;
  return (durable ? strictly : loosely)(db, STORES, (tx) => applyIn(tx, asked, answer, now));
}

async function applyIn(
  tx: Writing,
  asked: Pick<SyncRequest, 'epoch' | 'cursors' | 'mutations'>,
  answer: SyncAnswer,
  now: number,
): Promise<Applied> {
  const replica = ((await tx.objectStore('meta').get('replica')) as Replica | undefined) ?? NEW_REPLICA;
  const applied: Applied = { records: [], applied: 0, attention: 0, retried: [], late: true, newLife: false };
  // An answer of a life that is over says nothing: its receipts went down with it.
  if (asked.epoch !== replica.epoch && isNewLife(replica, answer)) return applied;
  const answered = await applyReceipts(tx, asked.mutations, answer, now);
  applied.applied = answered.sent.length;
  applied.attention = answered.attention.length;
  applied.retried = answered.retry.map((row) => row.record);
  if (isLate(replica, asked)) return applied;
  applied.late = false;
  if (isNewLife(replica, answer)) {
    applied.newLife = true;
    await resendAll(tx, new Set(answered.sent.map((row) => row.id)));
    await sendBytesAgain(tx);
    // What may not be read any more goes at once; what else is here stays shown until it has been read again.
    const before = { ...answer, changes: [], restarted: [], cursors: {} };
    applied.records = await readChanges(tx, replica, before);
    await tx.objectStore('meta').put(startAgain(replica, answer), 'replica');
    return applied;
  }
  applied.records = await readChanges(tx, replica, answer);
  if (!answer.more) {
    await uncover(tx);
    if (replica.sweep || answer.restarted?.length)
      applied.records.push(...(await sweepOld(tx, answer.epoch)));
    await noteOutOfSight(tx, answer.server_time);
  }
  await forgetSent(tx, answer);
  return applied;
}

/** Everything applied has been read by now, so nothing of it needs to be laid over the committed records. */
async function uncover(tx: Writing): Promise<void> {
  const sent = tx.objectStore('sent');
  for (const row of await sent.index('laid').getAll(1)) sent.put({ ...row, laid: 0 });
}
