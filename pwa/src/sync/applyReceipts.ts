import type { Writing } from './db.ts';
import type { SyncAnswer } from './protocol.ts';
import { type Answered, readReceipts, sendAgain } from './receipts.ts';
import type { OutboxRow } from './types.ts';

/** Moves what was answered out of the outbox: to *sent*, to *needs attention*, or to another try. */
export async function applyReceipts(tx: Writing, answer: SyncAnswer, now: number): Promise<Answered> {
  const outbox = tx.objectStore('outbox');
  const ids = answer.receipts.flatMap((receipt) => receipt.mutation ?? []);
  const rows = await Promise.all(ids.map((id) => outbox.get(id)));
  const waiting = new Map(rows.filter((row): row is OutboxRow => !!row).map((row) => [row.id, row]));
  const answered = readReceipts(answer, waiting, now);
  for (const id of answered.done) outbox.delete(id);
  for (const row of answered.retry) outbox.put(row);
  for (const row of answered.sent) tx.objectStore('sent').put(row);
  for (const row of answered.attention) tx.objectStore('attention').put(row);
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
