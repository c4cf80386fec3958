import type { Attention, Settlement } from './attention.ts';
import { strictly } from './db.ts';
import { currentPhone } from './phone.ts';
import type { JsonFields } from './protocol.ts';
import { type Draft, saveAll } from './save.ts';
import type { CollectionName } from './types.ts';

/**
 * Settles it. `mine` puts what was entered forward again, seen against what is there now; `corrected` does so with
 * `fields` in its place. Both are new mutations: a refused one is never sent again under its own id.
 */
export async function settleAttention(
  attention: Attention,
  how: Settlement,
  fields: JsonFields = {},
): Promise<void> {
  const drafts: Draft[] = [];
  const again =
    how === 'mine' ? mine(attention) : how === 'corrected' ? { ...attention.fields, ...fields } : {};
  if (Object.keys(again).length > 0) {
    const { collection, record: id, root } = attention;
    drafts.push({ collection: collection as CollectionName, id, root, fields: again } as Draft);
  }
  if (attention.id !== attention.mutation) {
    const done = { settled: how, settled_at: new Date().toISOString() };
    drafts.push({ collection: 'attention', id: attention.id, fields: done });
  }
  if (drafts.length > 0) await saveAll(drafts);
  const { db, channel, live } = currentPhone();
  await strictly(db, ['attention'], async (tx) => tx.objectStore('attention').delete(attention.mutation));
  if (attention.collection === 'attachments') await settleUpload(attention.record, how);
  channel.post({ kind: 'changed', records: [], outbox: true, uploads: true });
  await live.settled();
}

/** It was put right by another way, such as a form that has saved it: nothing is sent again. */
export async function settledElsewhere(attention: Attention, how: Settlement): Promise<void> {
  await settleAttention({ ...attention, fields: {}, conflicts: [] }, how);
}

/** Bytes that were refused: tried once more from the beginning, or given up for good. */
export async function settleUpload(record: string, how: Settlement): Promise<void> {
  const { db, channel, live, uploader } = currentPhone();
  await strictly(db, ['uploads', 'blobs', 'thumbs'], async (tx) => {
    const row = await tx.objectStore('uploads').get(record);
    if (row?.state !== 'refused') return;
    if (how === 'mine' || how === 'corrected') {
      tx.objectStore('uploads').put({ ...row, state: 'queued', tries: 0, code: undefined, url: undefined });
      return;
    }
    for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(record);
  });
  channel.post({ kind: 'changed', records: [], outbox: false, uploads: true });
  await live.settled();
  void uploader.poke(true);
}

/** Of a conflict only the fields in dispute: the others have taken effect already. */
function mine(attention: Attention): JsonFields {
  if (attention.kind === 'refused') return attention.fields ?? {};
  return Object.fromEntries(attention.conflicts.map(({ field, yours }) => [field, yours]));
}

/** What the server has put off for long is given up, because its author says so: all unsent work on that record. */
export async function giveUp(record: string): Promise<void> {
  const { db, channel, live } = currentPhone();
  await strictly(db, ['outbox', 'uploads', 'blobs', 'thumbs'], async (tx) => {
    const outbox = tx.objectStore('outbox');
    for (const id of await outbox.index('record').getAllKeys(record)) outbox.delete(id);
    for (const name of ['uploads', 'blobs', 'thumbs'] as const) tx.objectStore(name).delete(record);
  });
  channel.post({ kind: 'changed', records: [record], outbox: true, uploads: true });
  await live.settled();
}
