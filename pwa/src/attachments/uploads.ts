import { type PersonDb, strictly, type UploadRow } from '@/sync/db.ts';

/** Bytes that the server has but whose record does not say *stored* are asked after again. */
const ASK_AGAIN_MS = 10 * 60_000;

/**
 * The oldest attachment whose bytes can go now: its description has been answered, so it is not in the outbox.
 *
 * Record ids rise with the time they were made, so the order of the store is the order of the shutter.
 */
export async function nextUpload(
  db: PersonDb,
  tried: ReadonlySet<string>,
  now: number,
): Promise<UploadRow | undefined> {
  const tx = db.transaction(['uploads', 'outbox']);
  for (const row of await tx.objectStore('uploads').getAll()) {
    if (tried.has(row.record) || !isDue(row, now)) continue;
    if ((await tx.objectStore('outbox').index('record').count(row.record)) === 0) return row;
  }
  return undefined;
}

function isDue(row: UploadRow, now: number): boolean {
  return row.state === 'queued' || (row.state === 'sent' && (row.sent_at ?? 0) < now - ASK_AGAIN_MS);
}

/** Changes the row as it is now: the record's own word, *stored*, is never taken back here. */
export function changeUpload(db: PersonDb, record: string, change: Partial<UploadRow>): Promise<void> {
  return strictly(db, ['uploads', 'blobs', 'thumbs'], async (tx) => {
    const uploads = tx.objectStore('uploads');
    const row = await uploads.get(record);
    if (row === undefined) return;
    if (change.code === 'attachment_voided') {
      // Its author has taken it back, so nobody waits for the bytes.
      for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(record);
      return;
    }
    const { state } = row.state === 'stored' ? row : { ...row, ...change };
    uploads.put({ ...row, ...change, state });
  });
}
