import { type PersonDb, readReplica, strictly, type UploadRow, type Writing } from '@/sync/db.ts';
import { makeRoom } from '@/sync/freeing.ts';
import { isFull } from '@/sync/full.ts';
import { sendAgain } from '@/sync/receipts.ts';
import { type AttentionRow, NEW_REPLICA, type OutboxRow, type SentRow } from '@/sync/types.ts';
import { waitingRecords } from '@/sync/waiting.ts';
import { home, type SealedRow } from './home.ts';
import { seal, unseal } from './seal.ts';

/** What a person has that the server or its backup may not have. Photos' bytes are sealed one by one beside it. */
interface Work {
  version: 1;
  /** The life of the station that answered what is sent. */
  epoch: string | null;
  outbox: OutboxRow[];
  sent: SentRow[];
  attention: AttentionRow[];
  uploads: UploadRow[];
  last: string | undefined;
}

const PACK = 'work ';
const nameOf = (person: string, id: string): string => `gridwalk ${person} ${id}`;

/**
 * Seals all unsent work of a person into `gridwalk`, and what was sent but may not be in a backup yet. Gives the last
 * mutation id that was used.
 *
 * From the first transaction on nothing can be saved in this database any more, so nothing slips in behind the
 * reading. What is already at the server goes first: the sealed copies may need its room. May be repeated under the
 * same package name; a package that could not be opened yet stays beside it.
 */
export async function sealAway(
  db: PersonDb,
  person: string,
  key: CryptoKey,
  pack: string,
): Promise<string | undefined> {
  const work = await strictly(
    db,
    ['outbox', 'sent', 'attention', 'uploads', 'records', 'meta'],
    async (tx) => {
      tx.objectStore('meta').put(true, 'closing');
      tx.objectStore('records').clear();
      return {
        version: 1,
        epoch: (await readReplica(tx))?.epoch ?? null,
        outbox: await tx.objectStore('outbox').getAll(),
        sent: await tx.objectStore('sent').getAll(),
        attention: await tx.objectStore('attention').getAll(),
        uploads: await tx.objectStore('uploads').getAll(),
        last: (await tx.objectStore('meta').get('last')) as string | undefined,
      } satisfies Work;
    },
  );
  const arrived = work.uploads.filter((row) => row.state === 'stored');
  for (const row of work.uploads) if (row.state !== 'stored') await sealPhoto(db, person, key, row.record);
  if (work.outbox.length + work.sent.length + work.attention.length + work.uploads.length > 0) {
    const text = new TextEncoder().encode(JSON.stringify(work));
    const waiting = waitingRecords(work.outbox, work.uploads).size;
    const id = PACK + pack;
    await keepInRoom(db, { person, id, waiting, ...(await seal(key, nameOf(person, id), text)) });
  }
  for (const { record } of arrived) await sealPhoto(db, person, key, record);
  return work.last;
}

async function sealPhoto(db: PersonDb, person: string, key: CryptoKey, record: string): Promise<void> {
  const blob = await db.get('blobs', record);
  if (blob === undefined) return;
  await keepInRoom(db, { person, id: record, ...(await seal(key, nameOf(person, record), blob.data)) });
  // One photo at a time, so that a full phone needs room for one copy only.
  await strictly(db, ['blobs'], async (tx) => tx.objectStore('blobs').delete(record));
}

/** What has arrived at the station and only waits for its next backup makes room for what has not. */
async function keepInRoom(db: PersonDb, row: SealedRow): Promise<void> {
  try {
    await keep(row);
  } catch (error) {
    if (!isFull(error) || !(await makeRoom(db))) throw error;
    // The photo itself may have been what went.
    if (row.id.startsWith(PACK) || (await db.count('blobs', row.id)) > 0) await keepInRoom(db, row);
  }
}

/**
 * Opens what was sealed for this person, into their own database, under the ids it was made with.
 *
 * Rejects when there is a package that this key does not open: it stays sealed, the others are opened.
 */
export async function openSealed(db: PersonDb, person: string, key: CryptoKey): Promise<void> {
  const packs = await packsOf(person);
  const done = await Promise.allSettled(packs.map((packed) => openPack(db, person, packed, key)));
  const failed = done.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function openPack(db: PersonDb, person: string, packed: SealedRow, key: CryptoKey): Promise<void> {
  const text = await unseal(key, nameOf(person, packed.id), packed);
  const work = JSON.parse(new TextDecoder().decode(text)) as Work;
  const photos = work.uploads.map((row) => row.record);
  for (const record of photos) await openPhoto(db, person, record, key);
  await strictly(db, ['outbox', 'sent', 'attention', 'uploads', 'blobs', 'meta'], async (tx) => {
    for (const row of work.outbox) tx.objectStore('outbox').put(row);
    await putSent(tx, work);
    for (const row of work.attention) tx.objectStore('attention').put(row);
    for (const row of work.uploads) {
      const lost = row.state === 'stored' && (await tx.objectStore('blobs').count(row.record)) === 0;
      tx.objectStore('uploads').put(lost ? { ...row, freed: true } : row);
    }
  });
  const tx = (await home()).transaction('sealed', 'readwrite', { durability: 'strict' });
  for (const id of [packed.id, ...photos]) tx.store.delete([person, id]);
  await tx.done;
}

/** Only a phone that knows in which life its work was answered notices that a restore has taken it back. */
async function putSent(tx: Writing, work: Work): Promise<void> {
  const known = await readReplica(tx);
  if (known === undefined) await tx.objectStore('meta').put({ ...NEW_REPLICA, epoch: work.epoch }, 'replica');
  if (known === undefined || known.epoch === work.epoch) {
    for (const row of work.sent) tx.objectStore('sent').put(row);
  } else {
    for (const row of sendAgain(work.sent)) tx.objectStore('outbox').put(row);
  }
}

/**
 * Takes back a sealing that found no room: photos come out again, and what was read is read again from the beginning.
 */
export async function reopen(db: PersonDb, person: string, key: CryptoKey): Promise<void> {
  for (const { record } of await db.getAll('uploads')) {
    if ((await db.count('blobs', record)) === 0) await openPhoto(db, person, record, key);
  }
  await strictly(db, ['meta'], async (tx) => {
    const epoch = (await readReplica(tx))?.epoch ?? null;
    tx.objectStore('meta').put({ ...NEW_REPLICA, epoch }, 'replica');
    tx.objectStore('meta').delete('sums');
    tx.objectStore('meta').delete('closing');
  });
  const records = await db.getAllKeys('uploads');
  const tx = (await home()).transaction('sealed', 'readwrite', { durability: 'strict' });
  for (const record of records) tx.store.delete([person, record]);
  await tx.done;
}

async function openPhoto(db: PersonDb, person: string, record: string, key: CryptoKey): Promise<void> {
  const row = await (await home()).get('sealed', [person, record]);
  if (row === undefined) return;
  const data = await unseal(key, nameOf(person, record), row);
  await strictly(db, ['blobs'], async (tx) => tx.objectStore('blobs').put({ record, data }));
}

/** How many records and attachments wait sealed on this phone: of one person, or of all. */
export async function countSealed(person?: string): Promise<number> {
  return (await packsOf(person)).reduce((sum, row) => sum + (row.waiting ?? 0), 0);
}

async function packsOf(person?: string): Promise<SealedRow[]> {
  const db = await home();
  const range = person === undefined ? undefined : IDBKeyRange.bound([person], [person, []]);
  const packs = (await db.getAllKeys('sealed', range)).filter(([, id]) => id.startsWith(PACK));
  const rows = await Promise.all(packs.map((key) => db.get('sealed', key)));
  return rows.filter((row) => row !== undefined);
}

async function keep(row: SealedRow): Promise<void> {
  const tx = (await home()).transaction('sealed', 'readwrite', { durability: 'strict' });
  tx.store.put(row);
  await tx.done;
}
