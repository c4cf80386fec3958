import type { Writing } from './db.ts';
import { nextId } from './ids.ts';
import { type JsonFields, MAX_BODY_BYTES, MAX_MUTATIONS, type Mutation } from './protocol.ts';
import { localTime } from './time.ts';
import { NEW_REPLICA, type OutboxRow, type Replica } from './types.ts';

/** What a person did, before it has its place in the outbox. */
export interface Entry {
  collection: string;
  record: string;
  /** Needed for a new record that is not its own root; else taken from the record. */
  root?: string;
  fields: JsonFields;
  /** The version the person was looking at; absent: the one that is here now. */
  base?: number;
  as: string;
  /** The scope in which the phone knows of that assignment; absent: that of the streams it reads. */
  scope?: number;
  schema: number;
  at: Date;
}

/**
 * Writes entries to the outbox inside the caller's transaction over `outbox`, `sent`, `records` and `meta`.
 *
 * The mutation's id comes from the same transaction, so that ids rise over every tab and the service worker.
 */
export async function append(tx: Writing, entries: readonly Entry[]): Promise<OutboxRow[]> {
  const meta = tx.objectStore('meta');
  const replica = ((await meta.get('replica')) as Replica | undefined) ?? NEW_REPLICA;
  let last = (await meta.get('last')) as string | undefined;
  if (await meta.get('closing')) throw new DOMException('signing out', 'InvalidStateError');
  const rows: OutboxRow[] = [];
  for (const entry of entries) {
    last = nextId(last, entry.at.getTime());
    const known = await knownOf(tx, entry.record, rows);
    const mutation: Mutation = {
      id: last,
      collection: entry.collection,
      record: entry.record,
      root: known?.root ?? entry.root ?? entry.record,
      base: Math.min(entry.base ?? Number.POSITIVE_INFINITY, known?.version ?? 0),
      epoch: known?.epoch ?? replica.epoch,
      fields: entry.fields,
      at: localTime(entry.at),
      as: entry.as,
      scope: entry.scope ?? replica.scope ?? 0,
      schema: entry.schema,
    };
    const { record, collection } = mutation;
    const row: OutboxRow = { id: last, record, collection, mutation, offered: false, tries: 0 };
    tx.objectStore('outbox').put(row);
    rows.push(row);
  }
  await meta.put(last, 'last');
  return rows;
}

/**
 * The root of a record, and the version its author has seen: the one that is held, in the life it counts in.
 *
 * What was applied and not read back may lie on top of somebody else's change, so it is no base.
 */
async function knownOf(tx: Writing, record: string, made: readonly OutboxRow[]) {
  const held = await tx.objectStore('records').get(record);
  if (held !== undefined) return { root: held.root, version: held.version, epoch: held.epoch };
  const sent = (await tx.objectStore('sent').index('record').getAll(record)).filter((row) => row.laid);
  const waiting = await tx.objectStore('outbox').index('record').getAll(record);
  const root = [...sent, ...waiting, ...made.filter((row) => row.record === record)][0]?.mutation.root;
  return root === undefined ? undefined : { root, version: 0, epoch: undefined };
}

/**
 * The next batch, in order of making: what fits one request and does not overtake anything.
 *
 * Work on a record whose earlier work was answered `retry` in this run waits behind it.
 */
export function nextBatch(
  rows: readonly OutboxRow[],
  tried: ReadonlySet<string>,
  held: ReadonlySet<string>,
  most = MAX_MUTATIONS,
): OutboxRow[] {
  const batch: OutboxRow[] = [];
  let size = 0;
  for (const row of rows) {
    if (tried.has(row.id) || held.has(row.record)) continue;
    const bytes = byteLength(JSON.stringify(row.mutation)) + 1;
    if (batch.length >= Math.min(most, MAX_MUTATIONS) || (batch.length > 0 && size + bytes > BODY_ROOM))
      break;
    batch.push(row);
    size += bytes;
  }
  return batch;
}

/** Room for cursors and the envelope is left beside the mutations. */
const BODY_ROOM = MAX_BODY_BYTES - 100_000;

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();

/**
 * The scope number to send. The new one goes out only when nothing made under an older one is unanswered;
 * until then the older one is repeated, and the server answers with the streams each time.
 */
export function scopeToSend(replica: Replica, waiting: readonly OutboxRow[]): number | null {
  if (replica.scope === null) return null;
  return waiting.reduce((least, row) => Math.min(least, row.mutation.scope), replica.scope);
}
