import { currentPhone } from '@/sync/phone.ts';
import type { Json, JsonFields, Mutation } from '@/sync/protocol.ts';
import { collections } from '@/sync/types.gen.ts';
import type { CollectionName, Held } from '@/sync/types.ts';

const LOOKS = 50;

/** Looks until what is shown agrees with what is stored: other tabs are heard a moment later. */
export async function wrongOnScreen(): Promise<string[]> {
  let wrong: string[] = [];
  for (let look = 0; look < LOOKS; look++) {
    wrong = await lookOnce();
    if (wrong.length === 0) return wrong;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return wrong;
}

async function lookOnce(): Promise<string[]> {
  const { db, live } = currentPhone();
  await live.settled();
  const tx = db.transaction(['records', 'outbox', 'sent']);
  const [held, outbox, laid] = await Promise.all([
    tx.objectStore('records').getAll(),
    tx.objectStore('outbox').getAll(),
    tx.objectStore('sent').index('laid').getAll(1),
  ]);
  const records = new Map(held.map((row) => [row.id, row]));
  const unread = laid.filter((row) => (records.get(row.record)?.version ?? 0) < row.version);
  const work = [...unread, ...outbox].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = new Set([...records.keys(), ...work.map((row) => row.record)]);
  return [...ids].flatMap((id) => {
    const mutations = work.filter((row) => row.record === id).map((row) => row.mutation);
    return compare(id, records.get(id), mutations);
  });
}

function compare(id: string, held: Held | undefined, mutations: readonly Mutation[]): string[] {
  const collection = (held?.collection ?? mutations[0]?.collection) as CollectionName;
  if (held === undefined && !mutations.some((mutation) => mutation.base === 0)) return [];
  const shown = currentPhone().live.shelf(collection).get(id) as unknown as JsonFields | undefined;
  if (shown === undefined) return [`${collection} ${id} is not shown`];
  return Object.entries(expected(held, mutations))
    .filter(([field, value]) => !agrees(collection, field, value, shown[field]))
    .map(([field, value]) => `${collection} ${id} ${field}: ${say(shown[field])} instead of ${say(value)}`);
}

/** The last word on each field: of the committed record, then of each mutation in the order of making. */
function expected(held: Held | undefined, mutations: readonly Mutation[]): JsonFields {
  const first = mutations.findIndex((mutation) => held !== undefined || mutation.base === 0);
  return Object.assign({}, held?.fields, ...mutations.slice(first).map((mutation) => mutation.fields));
}

function agrees(collection: CollectionName, field: string, value: Json, shown: Json | undefined): boolean {
  if (collections[collection]?.fields[field]?.rule !== 'union' || Array.isArray(value) || value === null)
    return say(shown) === say(value);
  const { add = [] } = value as { add?: Json[] };
  return Array.isArray(shown) && add.every((one) => shown.includes(one));
}

const say = (value: Json | undefined): string => JSON.stringify(value) ?? 'nothing';
