import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { AttentionRow, Held, OutboxRow, Replica, SentRow } from './types.ts';

/** The bytes of an attachment that are still on this phone, and how far they are on their way. */
export interface UploadRow {
  /** The `attachments` record. */
  record: string;
  parent: string;
  root: string;
  hash: string;
  type: string;
  size: number;
  filename: string;
  kind: string;
  /** `queued` until the server has all bytes, `sent` until the record says stored, then `stored`. */
  state: 'queued' | 'sent' | 'stored' | 'refused';
  /** Where the server keeps the part that has arrived. */
  url?: string | undefined;
  tries: number;
  /** Why it was refused, or what the last try came to. */
  code?: string | undefined;
  /** When the server had all bytes (phone time, ms). */
  sent_at?: number;
  /** When the record says that they were stored (server time, UTC): a backup older than this does not hold them. */
  stored_at?: string | undefined;
  /** The bytes went to make room, before a backup held them. */
  freed?: true;
  made_at: string;
}

export interface PersonSchema extends DBSchema {
  records: { key: string; value: Held; indexes: { place: [string, string] } };
  outbox: { key: string; value: OutboxRow; indexes: { record: string } };
  sent: { key: string; value: SentRow; indexes: { applied_at: string; laid: number; record: string } };
  attention: { key: string; value: AttentionRow };
  uploads: { key: string; value: UploadRow };
  blobs: { key: string; value: { record: string; data: ArrayBuffer } };
  thumbs: { key: string; value: { record: string; data: ArrayBuffer; type: string } };
  meta: { key: string; value: unknown };
}

export type StoreName = 'records' | 'outbox' | 'sent' | 'attention' | 'uploads' | 'blobs' | 'thumbs' | 'meta';
export type PersonDb = IDBPDatabase<PersonSchema>;
export type Writing = IDBPTransaction<PersonSchema, StoreName[], 'readwrite'>;

export const databaseOf = (person: string): string => `gridwalk-${person}`;

/** Opens the person's own database. `onClosed` is called when another tab signs the person out. */
export function openPerson(person: string, onClosed: () => void = () => {}): Promise<PersonDb> {
  return openDB<PersonSchema>(databaseOf(person), 1, {
    upgrade(db) {
      db.createObjectStore('records', { keyPath: 'id' }).createIndex('place', ['collection', 'root']);
      db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('record', 'record');
      const sent = db.createObjectStore('sent', { keyPath: 'id' });
      sent.createIndex('applied_at', 'applied_at');
      sent.createIndex('laid', 'laid');
      sent.createIndex('record', 'record');
      db.createObjectStore('attention', { keyPath: 'id' });
      db.createObjectStore('uploads', { keyPath: 'record' });
      db.createObjectStore('blobs', { keyPath: 'record' });
      db.createObjectStore('thumbs', { keyPath: 'record' });
      db.createObjectStore('meta');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
}

/** What is written here is on the phone's disk when the promise resolves. */
export async function strictly<T>(
  db: PersonDb,
  stores: StoreName[],
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' }) as Writing;
  return finish(tx, work);
}

/** For what may be lost in a power cut without harm, because the server has it or it is only a hint. */
export async function loosely<T>(
  db: PersonDb,
  stores: StoreName[],
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'relaxed' }) as Writing;
  return finish(tx, work);
}

async function finish<T>(tx: Writing, work: (tx: Writing) => Promise<T>): Promise<T> {
  try {
    const result = await work(tx);
    await tx.done;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // Already over: the error below is the one that tells why.
    }
    await tx.done.catch(() => {});
    throw error;
  }
}

/** Every record of a collection, or of one root in it. */
export function placeOf(collection: string, root?: string): IDBKeyRange {
  return root === undefined
    ? IDBKeyRange.bound([collection], [collection, []])
    : IDBKeyRange.only([collection, root]);
}

export async function readReplica(tx: { objectStore(name: 'meta'): { get(key: string): Promise<unknown> } }) {
  return (await tx.objectStore('meta').get('replica')) as Replica | undefined;
}
