import type { Writing } from '@/sync/db.ts';
import { newId } from '@/sync/ids.ts';
import { currentPhone } from '@/sync/phone.ts';
import { Problem } from '@/sync/protocol.ts';
import { type Draft, write } from '@/sync/save.ts';
import { localTime } from '@/sync/time.ts';
import { limits } from '@/sync/types.gen.ts';
import type { CollectionChanges, CollectionName, Rec } from '@/sync/types.ts';
import { shrinkPhoto, takeWhole } from './capture.ts';
import type { Shrunk } from './shrink.ts';

type Kind = 'photo' | 'voice' | 'signature' | 'document';

/** The record that an attachment belongs to. `root` is that record's root. */
export interface Parent {
  collection: CollectionName;
  id: string;
  root: string;
}

type Taken = { data: ArrayBuffer; type: string; hash: string } & Partial<
  Pick<Shrunk, 'width' | 'height' | 'thumb'>
>;
type More = Pick<CollectionChanges['attachments'], 'position' | 'seconds'>;

/** Bytes made ready to be kept: a photo already small, with its hash. A form holds them until it is saved. */
export interface Prepared extends Taken {
  kind: Kind;
  filename: string;
  taken_at: string;
}

/** What is kept together with other records. `id`: of the attachment's own record, if it has to be known before. */
export interface Attaching {
  id?: string;
  parent: Parent;
  prepared: Prepared;
  more?: More;
}

/**
 * Keeps a photo, voice note, signature or document: its description and its bytes in one durable transaction.
 *
 * Rejects with a `Problem` when it cannot be read (`photo_unreadable`), is too large (`too_large`), is one too many
 * (`too_many_attachments`) or finds no room (`storage_full`); then nothing was kept.
 */
export async function attach(
  parent: Parent,
  file: Blob,
  kind: Kind = 'photo',
  more: More = {},
): Promise<{ id: string }> {
  await checkCount(parent);
  const prepared = await prepare(file, kind);
  const [saved] = await saveWithAttachments([], [{ parent, prepared, more }]);
  return saved as { id: string };
}

/** Makes a photo small and takes its hash; keeps nothing yet. */
export async function prepare(file: Blob, kind: Kind = 'photo'): Promise<Prepared> {
  const taken_at = localTime(new Date());
  const taken = await take(file, kind);
  if (taken.data.byteLength > limits.photo_bytes) throw new Problem('too_large');
  const filename = (file instanceof File ? file.name : '').slice(0, 200);
  return { ...taken, kind, filename, taken_at };
}

/**
 * Saves records and the attachments that were prepared for them, all in one durable transaction. `also` may write to
 * `meta` in it, to let go of a draft. Gives the records in order, then the attachments.
 */
export async function saveWithAttachments(
  changes: readonly Draft[],
  attaching: readonly Attaching[],
  also: (tx: Writing) => Promise<void> = async () => {},
): Promise<{ id: string }[]> {
  const made = attaching.map((one) => ({ ...one, id: one.id ?? newId() }));
  const rows = await write(
    [...changes, ...made.map(described)],
    ['uploads', 'blobs', 'thumbs'],
    async (tx) => {
      for (const one of made) keepBytes(tx, one);
      await also(tx);
    },
  );
  return rows.map((row) => ({ id: row.record }));
}

function described({ id, parent, prepared, more }: Attaching): Draft {
  const { data, type, hash, width, height, kind, filename, taken_at } = prepared;
  const fields = {
    parent: parent.id,
    kind,
    blob: hash,
    bytes: data.byteLength,
    type,
    width,
    height,
    taken_at,
    ...more,
  };
  const named = filename === '' ? fields : { ...fields, filename };
  return { collection: 'attachments', id, root: parent.root, fields: named } as Draft;
}

function keepBytes(tx: Writing, { id, parent, prepared }: Attaching & { id: string }): void {
  const { data, type, hash, thumb, kind, filename, taken_at } = prepared;
  const upload = { record: id, parent: parent.id, root: parent.root, hash, type, filename, kind };
  const size = data.byteLength;
  tx.objectStore('uploads').put({ ...upload, size, state: 'queued', tries: 0, made_at: taken_at });
  tx.objectStore('blobs').put({ record: id, data });
  if (thumb) tx.objectStore('thumbs').put({ record: id, data: thumb, type });
}

/** A camera's own format that this browser cannot read goes as it is: the server knows more of them. */
async function take(file: Blob, kind: Kind): Promise<Taken> {
  if (kind !== 'photo') return takeWhole(file);
  try {
    return await shrinkPhoto(file);
  } catch (error) {
    if (/^image\/hei[cf]$/.test(file.type)) return takeWhole(file);
    throw error;
  }
}

async function checkCount(parent: Parent): Promise<void> {
  const { live } = currentPhone();
  const shelf = live.shelf('attachments', parent.root);
  await live.settled();
  const here = shelf.list(parent.root) as unknown as Rec<'attachments'>[];
  const count = here.filter((record) => record.parent === parent.id && !record.void).length;
  if (count >= limits.attachments) throw new Problem('too_many_attachments');
}
