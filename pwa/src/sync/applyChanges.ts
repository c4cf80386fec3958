import type { Writing } from './db.ts';
import { count, type Sums } from './digest.ts';
import { noteAttachment } from './freeing.ts';
import { getMany } from './many.ts';
import type { SyncAnswer } from './protocol.ts';
import { confirmed, lostStreams, read } from './replica.ts';
import type { Held, Replica } from './types.ts';

/** So many records are written before other work gets its turn. */
const WRITTEN_AT_ONCE = 100;

/** Writes what the answer's changes make of the committed records. Gives the ids of those that moved. */
export async function readChanges(tx: Writing, replica: Replica, answer: SyncAnswer): Promise<string[]> {
  const held = await heldBy(tx, replica, answer);
  const reading = read(replica, answer, held);
  const records = tx.objectStore('records');
  const sums = await sumsOf(tx);
  for (const [index, row] of reading.put.entries()) {
    const written = records.put(row);
    if (index % WRITTEN_AT_ONCE === WRITTEN_AT_ONCE - 1) await written;
    count(sums, held.get(row.id), row);
    if (row.collection === 'attachments') await noteAttachment(tx, row, answer.server_time);
    if (row.collection === 'attention') settleHere(tx, row);
  }
  for (const id of reading.drop) {
    count(sums, held.get(id), undefined);
    await drop(tx, id, held.get(id));
  }
  tx.objectStore('meta').put(sums, 'sums');
  await tx.objectStore('meta').put(reading.replica, 'replica');
  return [...reading.put.map((row) => row.id), ...reading.drop];
}

/** The records that the answer names; where streams are lost or restarted, also all that stand in them. */
async function heldBy(tx: Writing, replica: Replica, answer: SyncAnswer): Promise<Map<string, Held>> {
  const records = tx.objectStore('records');
  const held = new Map<string, Held>();
  const moving = new Set([...lostStreams(replica, answer), ...(answer.restarted ?? [])]);
  if (moving.size > 0) {
    for await (const cursor of records) {
      const stands = cursor.value.streams.some((stream) => moving.has(stream.replace('~', '')));
      if (stands) held.set(cursor.key, cursor.value);
    }
  }
  // The first reading of all meets an empty store: 10,000 look-ups are saved.
  if (Object.keys(replica.cursors).length === 0 && (await records.count()) === 0) return held;
  const rows = await getMany(records, new Set(answer.changes.map((change) => change.record)));
  for (const [id, row] of rows) held.set(id, row);
  return held;
}

/** What another phone of this person has settled needs no attention here either. */
function settleHere(tx: Writing, row: Held): void {
  const { mutation, settled } = row.fields;
  if (settled && typeof mutation === 'string') tx.objectStore('attention').delete(mutation);
}

async function drop(tx: Writing, id: string, row: Held | undefined): Promise<void> {
  tx.objectStore('records').delete(id);
  if (row?.collection !== 'attachments') return;
  const upload = await tx.objectStore('uploads').get(id);
  if (upload === undefined || upload.state === 'stored') tx.objectStore('thumbs').delete(id);
}

/** Count and digest of what is held, stream by stream; those of a copy that was never counted are none. */
async function sumsOf(tx: Writing): Promise<Sums> {
  return ((await tx.objectStore('meta').get('sums')) as Sums | undefined) ?? {};
}

/** Everything has been read again: what nobody confirmed, or is still of an old life, is not there any more. */
export async function sweepOld(tx: Writing, epoch: string): Promise<string[]> {
  const swept: string[] = [];
  const sums = await sumsOf(tx);
  for await (const cursor of tx.objectStore('records')) {
    const row = confirmed(cursor.value, epoch);
    if (row?.streams.length === cursor.value.streams.length) continue;
    count(sums, cursor.value, row);
    if (row !== undefined) {
      await cursor.update(row);
      continue;
    }
    swept.push(cursor.key);
    await drop(tx, cursor.key, cursor.value);
  }
  tx.objectStore('meta').put(sums, 'sums');
  return swept;
}
