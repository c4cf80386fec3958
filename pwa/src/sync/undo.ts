import { strictly } from './db.ts';
import { currentPhone } from './phone.ts';
import { save } from './save.ts';
import type { CollectionName } from './types.ts';

/**
 * Takes back what was just made. If nothing of it has been handed to the network, it leaves the phone as if it had
 * never been, with the photos that were taken for it; otherwise it is voided, and the server keeps both.
 */
export async function undo(record: string): Promise<void> {
  const { db, channel, live } = currentPhone();
  const stores = ['outbox', 'uploads', 'blobs', 'thumbs'] as const;
  const taken = await strictly(db, [...stores], async (tx) => {
    const outbox = tx.objectStore('outbox');
    const rows = await outbox.getAll();
    const photos = (await tx.objectStore('uploads').getAll()).filter((row) => row.parent === record);
    const ids = new Set([record, ...photos.map((row) => row.record)]);
    const its = rows.filter((row) => ids.has(row.record));
    const first = its.find((row) => row.record === record);
    if (first?.mutation.base !== 0 || its.some((row) => row.offered)) return undefined;
    for (const row of its) outbox.delete(row.id);
    for (const { record: photo } of photos) {
      for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(photo);
    }
    return ids;
  });
  if (taken !== undefined) {
    channel.post({ kind: 'changed', records: [...taken], outbox: true, uploads: true });
    await live.settled();
    return;
  }
  const collection = await collectionOf(record);
  if (collection !== undefined) await save(collection, { void: true, void_reason: 'undone' }, { id: record });
}

async function collectionOf(record: string): Promise<CollectionName | undefined> {
  const { db } = currentPhone();
  const held = await db.get('records', record);
  const waiting = held ?? (await db.getFromIndex('outbox', 'record', record));
  return (waiting ?? (await db.getFromIndex('sent', 'record', record)))?.collection as
    | CollectionName
    | undefined;
}
