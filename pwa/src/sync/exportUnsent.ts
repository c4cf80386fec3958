import { currentPhone } from './phone.ts';
import { localTime } from './time.ts';

/**
 * Everything that is only on this phone as one JSON file, for the worst case: the mutations word for word, and the
 * photos in base64 beside their hashes. Whoever gets the file can read it; it is the person's own decision.
 */
export async function exportUnsent(): Promise<Blob> {
  const { db, person } = currentPhone();
  const [outbox, attention, uploads] = await Promise.all([
    db.getAll('outbox'),
    db.getAll('attention'),
    db.getAll('uploads'),
  ]);
  const head = {
    format: 'gridwalk-unsent-1',
    made_at: localTime(new Date()),
    person,
    mutations: outbox.map((row) => row.mutation),
    refused: attention.map((row) => ({ mutation: row.mutation, receipt: row.receipt })),
  };
  // Written piece by piece: one photo in memory at a time.
  const parts: BlobPart[] = [`${JSON.stringify(head, null, 1).slice(0, -2)},\n "attachments": [`];
  let comma = '';
  for (const { record, hash, type, filename, parent, root } of uploads.filter(
    (row) => row.state !== 'stored',
  )) {
    const blob = await db.get('blobs', record);
    if (blob === undefined) continue;
    const about = { record, parent, root, sha256: hash, type, filename, base64: base64(blob.data) };
    parts.push(new Blob([`${comma}\n  ${JSON.stringify(about)}`]));
    comma = ',';
  }
  parts.push('\n ]\n}\n');
  return new Blob(parts, { type: 'application/json' });
}

function base64(data: ArrayBuffer): string {
  const bytes = new Uint8Array(data);
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
