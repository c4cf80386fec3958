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
  more: Pick<CollectionChanges['attachments'], 'position' | 'seconds'> = {},
): Promise<{ id: string }> {
  const taken_at = localTime(new Date());
  await checkCount(parent);
  const taken = await take(file, kind);
  if (taken.data.byteLength > limits.photo_bytes) throw new Problem('too_large');
  const id = newId();
  const filename = (file instanceof File ? file.name : '').slice(0, 200);
  const { data, type, hash, thumb, width, height } = taken;
  const size = data.byteLength;
  const fields = { parent: parent.id, kind, blob: hash, bytes: size, type, width, height, taken_at, ...more };
  const draft = { collection: 'attachments', id, root: parent.root, fields } as Draft;
  if (filename !== '') draft.fields = { ...fields, filename } as Draft['fields'];
  const upload = { record: id, parent: parent.id, root: parent.root, hash, type, size, filename, kind };
  await write([draft], ['uploads', 'blobs', 'thumbs'], async (tx) => {
    tx.objectStore('uploads').put({ ...upload, state: 'queued', tries: 0, made_at: taken_at });
    tx.objectStore('blobs').put({ record: id, data });
    if (thumb) tx.objectStore('thumbs').put({ record: id, data: thumb, type });
  });
  return { id };
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
