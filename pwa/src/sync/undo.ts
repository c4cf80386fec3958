import { strictly, type Writing } from './db.ts';
import { currentPhone } from './phone.ts';
import { Problem } from './protocol.ts';
import { save } from './save.ts';
import type { CollectionName, OutboxRow } from './types.ts';

/**
 * Takes back what was just done to a record.
 *
 * Work that was not handed to the network yet leaves the phone as if it had never been, with all that
 * belongs to it.
 * A record that was made here and has gone out is voided, for `reason`, and the server keeps both. Rejects with the problem
 * `too_late` when somebody else's record was changed and the change has gone out.
 */
export async function undo(record: string, reason?: string): Promise<void> {
  const { db, channel, live } = currentPhone();
  const gone = await strictly(db, ['outbox', 'uploads', 'blobs', 'thumbs'], (tx) => takeBack(tx, record));
  if (gone.length === 0) return voidRecord(record, reason);
  channel.post({ kind: 'changed', records: gone, outbox: true, uploads: true });
  await live.settled();
}

/** Removes the record's making if nothing of it went out, else its last change if that did not. Gives what went. */
async function takeBack(tx: Writing, record: string): Promise<string[]> {
  const outbox = tx.objectStore('outbox');
  const rows = await outbox.getAll();
  const uploads = await tx.objectStore('uploads').getAll();
  const photos = uploads.filter((row) => row.parent === record || row.record === record);
  const children = rows.filter((row) => row.mutation.root === record);
  const ids = new Set([record, ...[...photos, ...children].map((row) => row.record)]);
  const whole = rows.filter((row) => ids.has(row.record));
  if (isMaking(whole.find((row) => row.record === record)) && !whole.some((row) => row.offered)) {
    for (const row of whole) outbox.delete(row.id);
    for (const { record: photo } of photos) {
      for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(photo);
    }
    return [...ids];
  }
  const last = rows.filter((row) => row.record === record).pop();
  if (last === undefined || last.offered || isMaking(last)) return [];
  outbox.delete(last.id);
  return [record];
}

const isMaking = (row: OutboxRow | undefined): boolean => row?.mutation.base === 0;

async function voidRecord(record: string, reason: string | undefined): Promise<void> {
  const { db, actor } = currentPhone();
  const held = await db.get('records', record);
  const waiting = await db.getFromIndex('outbox', 'record', record);
  const known = waiting ?? (await db.getFromIndex('sent', 'record', record));
  const mine = known ? isMaking(known as OutboxRow) : held?.fields.author === actor().as;
  const collection = (held ?? known)?.collection as CollectionName | undefined;
  if (!mine || collection === undefined) throw new Problem('too_late');
  await save(collection, { void: true, void_reason: reason }, { id: record });
}
