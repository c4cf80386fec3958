import { type StoreName, strictly, type Writing } from './db.ts';
import { emit } from './events.ts';
import { makeRoom } from './freeing.ts';
import { isClosed } from './full.ts';
import { newId } from './ids.ts';
import { append, type Entry } from './outbox.ts';
import { currentPhone } from './phone.ts';
import { type JsonFields, Problem } from './protocol.ts';
import { schemaOf } from './schema.ts';
import { askToPersist, withoutReserve, withReserve } from './storage.ts';
import type { CollectionChanges, CollectionName, OutboxRow } from './types.ts';

export interface SaveOptions {
  /** The record to change, or the id that a new record shall have. Absent: a new record. */
  id?: string;
  /** The record it belongs to for good; needed for a new record that is not its own root. */
  root?: string;
  /** The version the person was looking at when they began; absent: the one that is here now. */
  base?: number;
}

export type Draft = {
  [C in CollectionName]: SaveOptions & { collection: C; fields: Partial<CollectionChanges[C]> };
}[CollectionName];

/**
 * Saves what a person did: resolves when it is durably on this phone, with or without a network.
 *
 * Rejects only when the phone could not keep it; then nothing was kept.
 */
export async function save<C extends CollectionName>(
  collection: C,
  fields: Partial<CollectionChanges[C]>,
  options: SaveOptions = {},
): Promise<{ id: string }> {
  const [saved] = await saveAll([{ ...options, collection, fields } as Draft]);
  return saved as { id: string };
}

/** Several records in one transaction: all of them are kept, or none. They are sent in this order. */
export async function saveAll(drafts: readonly Draft[]): Promise<{ id: string }[]> {
  const rows = await write(drafts, [], async () => {});
  return rows.map((row) => ({ id: row.record }));
}

/**
 * The one way into the outbox. `also` writes what belongs to the drafts, such as the bytes of a photo, in the same
 * transaction over `stores`.
 */
export async function write(
  drafts: readonly Draft[],
  stores: StoreName[],
  also: (tx: Writing) => Promise<void>,
): Promise<OutboxRow[]> {
  const { db, channel, live, sender, actor } = currentPhone();
  const at = new Date();
  if (actor().as === '') throw new Problem('no_assignment', 'This person has no assignment to work in.');
  const entries = drafts.map((draft) => entryOf(draft, at, actor()));
  // The reserve is for words: a photo by itself that finds no room is told so, and the next text is still saved.
  const inRoom = drafts.every((draft) => draft.collection === 'attachments') ? withoutReserve : withReserve;
  const keep = () =>
    strictly(db, ['outbox', 'sent', 'records', 'meta', ...stores], async (tx) => {
      const made = await append(tx, entries);
      await also(tx);
      return made;
    });
  const rows = await inRoom(keep, () => makeRoom(db, channel)).catch((error: unknown) => {
    // Another tab has signed this person out: their database does not take anything any more.
    if (isClosed(error)) throw new Problem('not_signed_in');
    throw error;
  });
  channel.post({ kind: 'saved', rows, uploads: stores.length > 0 });
  await live.settled();
  for (const row of rows) emit('saved', { record: row.record, collection: row.collection });
  void sender.poke();
  void askToPersist();
  return rows;
}

function entryOf(draft: Draft, at: Date, actor: { as: string; scope: number }): Entry {
  const { collection, root, base } = draft;
  return {
    collection,
    record: draft.id ?? newId(at.getTime()),
    fields: plain(draft.fields),
    at,
    schema: schemaOf(collection),
    ...actor,
    ...(root === undefined ? {} : { root }),
    ...(base === undefined ? {} : { base }),
  };
}

/**
 * Plain JSON: what a screen hands over may be reactive, and undefined is nothing that could be sent. NUL and halves of
 * characters, which a keyboard may leave behind, can be kept by no database.
 */
function plain(fields: object): JsonFields {
  return JSON.parse(JSON.stringify(fields), (_name, value: unknown) =>
    typeof value === 'string' && /[\0\ud800-\udfff]/.test(value) ? wholeCharacters(value) : value,
  ) as JsonFields;
}

function wholeCharacters(text: string): string {
  return [...text].filter((char) => char !== '\0' && !/^[\ud800-\udfff]$/.test(char)).join('');
}
