import type { Writing } from './db.ts';
import type { Mutation, SyncAnswer } from './protocol.ts';
import { type Answered, readReceipts, sendAgain } from './receipts.ts';

/** Moves what was answered out of the outbox: to *sent*, to *needs attention*, or to another try. */
export async function applyReceipts(
  tx: Writing,
  asked: readonly Mutation[],
  answer: SyncAnswer,
  now: number,
): Promise<Answered> {
  const outbox = tx.objectStore('outbox');
  const rows = await Promise.all(asked.map(async ({ id }) => (await outbox.get(id)) ?? null));
  const answered = readReceipts(answer, rows, now);
  for (const id of answered.done) outbox.delete(id);
  for (const row of answered.retry) outbox.put(row);
  for (const row of answered.sent) tx.objectStore('sent').put(row);
  for (const row of answered.attention) tx.objectStore('attention').put(row);
  for (const record of answered.erased) {
    for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(record);
  }
  await holdRefusedUploads(tx, answered);
  return answered;
}

/** A refused description stops its upload. The bytes stay: they are the only ones there are. */
async function holdRefusedUploads(tx: Writing, answered: Answered): Promise<void> {
  const uploads = tx.objectStore('uploads');
  for (const { collection, record, receipt } of answered.attention) {
    if (collection !== 'attachments' || receipt.outcome !== 'refused') continue;
    const upload = await uploads.get(record);
    if (upload && upload.state === 'queued') {
      uploads.put({ ...upload, state: 'refused', code: receipt.code ?? 'refused' });
    }
  }
}

/**
 * After a restore, what the lost life had applied goes before what is unsent. Ids rise in the order of making, so
 * the outbox, which is ordered by them, has the right order by itself. What this very answer applied stays sent.
 */
export async function resendAll(tx: Writing, justApplied: ReadonlySet<string>): Promise<void> {
  const sent = tx.objectStore('sent');
  const old = (await sent.getAll()).filter((row) => !justApplied.has(row.id));
  for (const row of sendAgain(old)) {
    tx.objectStore('outbox').put(row);
    sent.delete(row.id);
  }
}
