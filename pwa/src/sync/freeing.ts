import type { UploadRow, Writing } from './db.ts';
import type { SyncAnswer } from './protocol.ts';
import { keepSentSince } from './receipts.ts';
import type { Held } from './types.ts';

/** Forgets sent work that a backup holds by now, and with it the bytes that are safely stored. */
export async function forgetSent(tx: Writing, answer: SyncAnswer): Promise<void> {
  const sent = tx.objectStore('sent');
  const old = IDBKeyRange.upperBound(keepSentSince(answer), true);
  for (const row of await sent.index('applied_at').getAll(old)) {
    if (row.laid) continue;
    sent.delete(row.id);
    if (row.collection === 'attachments') await freeBytes(tx, row.record);
  }
}

/** The record says what has become of the bytes. */
export async function noteAttachment(tx: Writing, row: Held): Promise<void> {
  const uploads = tx.objectStore('uploads');
  const upload = await uploads.get(row.id);
  if (upload === undefined) return;
  const state = stateOf(row, upload);
  if (state.state !== upload.state || state.code !== upload.code) await uploads.put(state);
  await freeBytes(tx, row.id);
}

function stateOf(row: Held, upload: UploadRow): UploadRow {
  const { stored, refused_code } = row.fields;
  if (stored === true) return { ...upload, state: 'stored' };
  if (typeof refused_code === 'string') return { ...upload, state: 'refused', code: refused_code };
  // After a restore the record may have forgotten that its bytes had arrived.
  if (upload.state === 'stored') return { ...upload, state: 'queued' };
  return upload;
}

/**
 * The phone's copy goes only when the record says *stored* and its mutation is neither waiting nor kept as sent.
 * The small picture for lists stays as long as the record.
 */
async function freeBytes(tx: Writing, record: string): Promise<void> {
  const upload = await tx.objectStore('uploads').get(record);
  if (upload?.state !== 'stored') return;
  const waiting = await tx.objectStore('outbox').index('record').count(record);
  const sent = await tx.objectStore('sent').index('record').count(record);
  if (waiting > 0 || sent > 0) return;
  tx.objectStore('blobs').delete(record);
  tx.objectStore('uploads').delete(record);
}
