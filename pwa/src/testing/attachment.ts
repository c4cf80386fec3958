import { newId } from '@/sync/ids.ts';
import { type Draft, write } from '@/sync/save.ts';

export const PARENT = '01900000-0000-7000-8000-0000000000c1';

/** What `attach` writes, for bytes that need no camera and no canvas. */
export async function attachmentOf(
  bytes: Uint8Array<ArrayBuffer>,
  parent = PARENT,
): Promise<{ id: string; hash: string }> {
  const id = newId();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const fields = { parent, kind: 'photo', blob: hash, bytes: bytes.length, type: 'image/webp' };
  const draft = { collection: 'attachments', id, root: parent, fields } as Draft;
  await write([draft], ['uploads', 'blobs', 'thumbs'], async (tx) => {
    const row = { record: id, parent, root: parent, hash, type: 'image/webp', size: bytes.length } as const;
    const made_at = '2026-11-22T09:00:00+08:00';
    tx.objectStore('uploads').put({
      ...row,
      filename: 'a.webp',
      kind: 'photo',
      state: 'queued',
      tries: 0,
      made_at,
    });
    tx.objectStore('blobs').put({ record: id, data: bytes.slice().buffer });
  });
  return { id, hash };
}
