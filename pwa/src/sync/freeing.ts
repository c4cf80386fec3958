import type { Channel } from './channel.ts';
import { type PersonDb, readReplica, strictly, type UploadRow, type Writing } from './db.ts';
import { isFull } from './full.ts';
import type { SyncAnswer } from './protocol.ts';
import { keepSentSince } from './receipts.ts';
import type { Held } from './types.ts';

/** As many bytes go at once when space is short, so that not every photo asks again. */
const ROOM_BYTES = 20_000_000;

/**
 * Forgets sent work that a backup holds by now, and the bytes of what had arrived before that backup.
 *
 * Words and bytes arrive at different times: a backup may hold a photo's description and not its bytes.
 */
export async function forgetSent(tx: Writing, answer: SyncAnswer): Promise<void> {
  const since = keepSentSince(answer);
  const sent = tx.objectStore('sent');
  for (const row of await sent.index('applied_at').getAll(IDBKeyRange.upperBound(since, true))) {
    if (!row.laid) sent.delete(row.id);
  }
  for (const row of await tx.objectStore('uploads').getAll()) {
    if (row.state === 'stored' && (row.stored_at ?? '') < since) await freeBytes(tx, row.record);
  }
}

/** The record says what has become of the bytes; `told` is the server's time of the answer that brought it. */
export async function noteAttachment(tx: Writing, row: Held, told: string): Promise<void> {
  const uploads = tx.objectStore('uploads');
  const upload = await uploads.get(row.id);
  if (upload === undefined) return;
  const { stored, stored_at, refused_code } = row.fields;
  if (stored === true) {
    const at = new Date(typeof stored_at === 'string' ? stored_at : told).toISOString();
    if (upload.state !== 'stored' || upload.stored_at !== at) uploads.put(arrived(upload, at));
  } else if (typeof refused_code === 'string') {
    uploads.put({ ...upload, state: 'refused', code: refused_code });
  } else if (upload.state === 'stored') {
    // After a restore the record may have forgotten that its bytes had arrived.
    uploads.put(sentAnew(upload));
  }
}

/**
 * Everything has been read: where a record is not here any more, its word for bytes that have arrived will never come
 * to this phone. They are at the station, hash and all; nobody waits for them.
 */
export async function noteOutOfSight(tx: Writing, told: string): Promise<void> {
  const uploads = tx.objectStore('uploads');
  for (const row of await uploads.getAll()) {
    if (row.state !== 'sent' || (await tx.objectStore('records').count(row.record)) > 0) continue;
    if ((await tx.objectStore('outbox').index('record').count(row.record)) > 0) continue;
    uploads.put(arrived(row, new Date(told).toISOString()));
  }
}

/** In a new life of the station nobody has heard of an upload that had not come to its end. */
export async function sendBytesAgain(tx: Writing): Promise<void> {
  const uploads = tx.objectStore('uploads');
  for (const row of await uploads.getAll()) if (row.state === 'sent') uploads.put(sentAnew(row));
}

function arrived(upload: UploadRow, at: string): UploadRow {
  return { ...upload, state: 'stored', stored_at: at, code: undefined };
}

function sentAnew(upload: UploadRow): UploadRow {
  return { ...upload, state: 'queued', url: undefined, stored_at: undefined, tries: 0, code: undefined };
}

/**
 * The phone's copy goes only when the record says *stored* and its mutation is neither waiting nor kept as sent.
 * The small picture for lists stays as long as the record.
 */
async function freeBytes(tx: Writing, record: string): Promise<void> {
  const waiting = await tx.objectStore('outbox').index('record').count(record);
  const sent = await tx.objectStore('sent').index('record').count(record);
  if (waiting > 0 || sent > 0) return;
  tx.objectStore('blobs').delete(record);
  tx.objectStore('uploads').delete(record);
  if ((await tx.objectStore('records').count(record)) === 0) tx.objectStore('thumbs').delete(record);
}

/**
 * Space is short: bytes that have arrived at the station go, oldest first, although no backup holds them yet. What
 * was written stays, and so do photos that have not arrived. Gives whether anything went; the panel says how many.
 */
export async function makeRoom(db: PersonDb, channel?: Channel): Promise<boolean> {
  let bytes = 0;
  const chosen: string[] = [];
  // Deletes alone are allowed on a phone that is full to the last byte.
  await strictly(db, ['uploads', 'blobs', 'meta'], async (tx) => {
    // After a restore, what is stored is not known before it has been read again.
    if ((await readReplica(tx))?.sweep) return;
    const blobs = tx.objectStore('blobs');
    for (const { record, state, freed, size } of await tx.objectStore('uploads').getAll()) {
      if (state !== 'stored' || freed || bytes >= ROOM_BYTES) continue;
      chosen.push(record);
      if ((await blobs.count(record)) === 0) continue;
      blobs.delete(record);
      bytes += size;
    }
  });
  await noteFreed(db, chosen);
  channel?.post({ kind: 'changed', records: [], outbox: false, uploads: true });
  return bytes > 0;
}

/** Where even that finds no room, the next call makes up for it: what is not noted is chosen again. */
async function noteFreed(db: PersonDb, records: readonly string[]): Promise<void> {
  const note = strictly(db, ['uploads'], async (tx) => {
    const uploads = tx.objectStore('uploads');
    for (const record of records) {
      const row = await uploads.get(record);
      if (row !== undefined) uploads.put({ ...row, freed: true });
    }
  });
  await note.catch((error: unknown) => {
    if (!isFull(error)) throw error;
  });
}
