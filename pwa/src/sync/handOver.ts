import type { Attention } from './attention.ts';
import type { UploadRow, Writing } from './db.ts';
import { newId } from './ids.ts';
import { currentPhone } from './phone.ts';
import { Problem } from './protocol.ts';
import { type Draft, write } from './save.ts';
import type { OutboxRow } from './types.ts';

/** What a person adds: to the leaders of which grid, and a word if they like. */
export interface HandOver {
  area: string;
  note: string;
}

/**
 * Hands what was refused, or has waited for long, over to those who lead a grid: with every field, with the work that
 * hangs from it and waits for it in vain, and with its photos, whose bytes go along. One durable transaction; it goes
 * out like any other work.
 */
export async function handOver(attention: Attention, { area, note }: HandOver): Promise<{ id: string }> {
  const { fields: content } = attention;
  if (content === undefined) throw new Problem('content_missing', 'What was entered is not on this phone.');
  const id = newId();
  const hanging = await hangingFrom(attention);
  const words = hanging.filter((row) => row.collection !== 'attachments' && row.id !== attention.mutation);
  const photos = hanging
    .filter((row) => row.collection === 'attachments')
    .map((row) => ({ row, id: newId() }));
  const entered = /T.*(Z|[+-]\d\d:\d\d)$/.test(attention.made_at) ? { entered_at: attention.made_at } : {};
  const handed: Draft = {
    collection: 'handovers',
    id,
    fields: {
      area,
      mutation: attention.mutation,
      of_collection: attention.collection,
      of_record: attention.record,
      of_root: attention.root,
      content,
      ...(words.length > 0 ? { parts: words.map(partOf) } : {}),
      ...(attention.code === undefined ? {} : { code: attention.code }),
      ...(Object.keys(attention.errors).length > 0 ? { errors: attention.errors } : {}),
      ...(note === '' ? {} : { note }),
      ...entered,
    },
  };
  const drafts = [handed, ...photos.map((photo) => photoOf(photo, id)), ...settled(attention)];
  await write(drafts, ['attention', 'uploads', 'blobs', 'thumbs'], async (tx) => {
    tx.objectStore('attention').delete(attention.mutation);
    for (const row of hanging) tx.objectStore('outbox').delete(row.id);
    for (const photo of photos) await moveBytes(tx, photo.row.record, photo.id, id);
  });
  const { channel, live, uploader } = currentPhone();
  const records = [attention.record, ...hanging.map((row) => row.record)];
  channel.post({ kind: 'changed', records, outbox: true, uploads: true });
  await live.settled();
  void uploader.poke(true);
  return { id };
}

/** Work that waits for this record: on it, under it where it is a root, and the photos of either. */
async function hangingFrom(attention: Attention): Promise<OutboxRow[]> {
  const rows = await currentPhone().db.getAll('outbox');
  const { record } = attention;
  return rows.filter(
    (row) => row.record === record || row.mutation.root === record || row.mutation.fields.parent === record,
  );
}

function partOf({ collection, record, mutation }: OutboxRow) {
  return { collection, record, fields: mutation.fields, at: mutation.at };
}

function photoOf({ row, id }: { row: OutboxRow; id: string }, handover: string): Draft {
  const fields = { ...row.mutation.fields, parent: handover };
  return { collection: 'attachments', id, root: handover, fields } as unknown as Draft;
}

function settled({ id, mutation }: Attention): Draft[] {
  if (id === mutation) return [];
  const fields = { settled: 'handed_over' as const, settled_at: new Date().toISOString() };
  return [{ collection: 'attention', id, fields }];
}

/** The bytes go under the new description; what was sent of them under the old one does not count. */
async function moveBytes(tx: Writing, from: string, to: string, handover: string): Promise<void> {
  const upload: UploadRow | undefined = await tx.objectStore('uploads').get(from);
  if (upload !== undefined) {
    const { code: _code, url: _url, ...rest } = upload;
    const moved = {
      ...rest,
      record: to,
      parent: handover,
      root: handover,
      state: 'queued',
      tries: 0,
    } as const;
    tx.objectStore('uploads').put(moved);
    tx.objectStore('uploads').delete(from);
  }
  for (const name of ['blobs', 'thumbs'] as const) {
    const bytes = await tx.objectStore(name).get(from);
    if (bytes === undefined) continue;
    tx.objectStore(name).put({ ...bytes, record: to } as never);
    tx.objectStore(name).delete(from);
  }
}
