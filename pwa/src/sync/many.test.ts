import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPerson, type PersonDb } from './db.ts';
import { getMany, pagesOf } from './many.ts';
import type { Held } from './types.ts';

let db: PersonDb;
let opened = 0;

beforeEach(async () => {
  opened += 1;
  db = await openPerson(`many-${opened}`);
});

afterEach(() => db.close());

const idOf = (number: number) => `0190-${String(number).padStart(6, '0')}`;

function record(number: number, collection: string, root: string): Held {
  const id = idOf(number);
  return { id, collection, root, version: 1, epoch: 'e', fields: {}, streams: ['s1'] };
}

async function put(rows: Held[]) {
  const tx = db.transaction('records', 'readwrite');
  for (const row of rows) tx.store.put(row);
  await tx.done;
}

async function read(collection: string, root?: string) {
  const found: string[] = [];
  let largest = 0;
  for await (const page of pagesOf(db.transaction('records').store, collection, root)) {
    found.push(...page.map((row) => row.id));
    largest = Math.max(largest, page.length);
  }
  return { found, largest };
}

test.each([0, 1, 99, 100, 101, 450])('%i records come in small parts, each once', async (count) => {
  const numbers = Array.from({ length: count }, (_, number) => number);
  await put(numbers.map((number) => record(number, 'cases', idOf(number))));
  await put([record(900_000, 'places', idOf(900_000)), record(900_001, 'areas', idOf(900_001))]);
  const { found, largest } = await read('cases');
  expect(found).toEqual(numbers.map(idOf));
  expect(largest).toBeLessThanOrEqual(100);
});

test('a root with more records than a part holds is got past', async () => {
  const rows = Array.from({ length: 1_000 }, (_, number) =>
    record(number, 'entries', number < 730 ? 'root-b' : number % 2 ? 'root-a' : `root-c${number}`),
  );
  await put(rows);
  const { found } = await read('entries');
  expect(found.length).toBe(1_000);
  expect(new Set(found).size).toBe(1_000);
  const { found: ofOne } = await read('entries', 'root-b');
  expect(ofOne).toEqual(rows.slice(0, 730).map((row) => row.id));
});

test('exactly the named records are found, near together or far apart', async () => {
  await put(
    Array.from({ length: 3_000 }, (_, number) =>
      record(number, number % 3 ? 'cases' : 'places', idOf(number)),
    ),
  );
  const store = () => db.transaction('records').store;
  for (const ids of [
    [],
    [idOf(5)],
    Array.from({ length: 300 }, (_, number) => idOf(number)),
    Array.from({ length: 40 }, (_, number) => idOf(number * 70)),
    Array.from({ length: 90 }, (_, number) => idOf(number * 3)),
    Array.from({ length: 50 }, (_, number) => idOf(5_000 + number)),
    [...Array.from({ length: 20 }, (_, number) => idOf(number)), idOf(2_999), idOf(3_001)],
  ]) {
    const found = await getMany(store(), new Set(ids));
    expect([...found.keys()].sort()).toEqual(ids.filter((id) => id < idOf(3_000)).sort());
  }
});
