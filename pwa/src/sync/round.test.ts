import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPerson, type PersonDb } from './db.ts';
import type { SyncAnswer, SyncRequest } from './protocol.ts';
import { FULL_PACE, type Network, run } from './round.ts';
import type { Replica } from './types.ts';

const PAGES = 4;
let db: PersonDb;
let opened = 0;
let events: string[] = [];
/** Runs before a page is answered. */
let before: (page: number) => Promise<void> = async () => {};

beforeEach(async () => {
  opened += 1;
  db = await openPerson(`round-${opened}`);
  events = [];
  before = async () => {};
});

afterEach(() => db.close());

/** A station with one stream of so many pages, one record each. */
function page(asked: SyncRequest): SyncAnswer {
  const at = (asked.cursors.s1 ?? 0) + 1;
  const here = at <= PAGES;
  return {
    protocol: 1,
    epoch: 'e1',
    server_time: '2026-11-23T09:00:00+08:00',
    backed_up: null,
    receipts: [],
    scope: 1,
    ...(asked.scope === 1 ? {} : { streams: ['s1'] }),
    changes: here
      ? [
          {
            streams: { s1: at },
            collection: 'cases',
            record: `r${at}`,
            root: `r${at}`,
            version: 1,
            fields: {},
          },
        ]
      : [],
    cursors: here ? { s1: at } : {},
    more: at < PAGES,
  };
}

const network: Network = {
  token: 't',
  signal: new AbortController().signal,
  now: () => Date.parse('2026-11-23T01:00:00Z'),
  fetch: async (_path, init) => {
    const body = init?.body;
    const text = typeof body === 'string' ? body : await unpacked(body as ArrayBuffer);
    const asked = JSON.parse(text) as SyncRequest;
    const number = (asked.cursors.s1 ?? 0) + 1;
    events.push(`asked ${number}`);
    await before(number);
    return Response.json(page(asked));
  },
};

async function unpacked(body: ArrayBuffer) {
  return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

const read = () =>
  run(db, network, { ...FULL_PACE }, (applied) => events.push(`written ${applied.records.join()}`));

test('a long reading asks for the next page while the one before is being written', async () => {
  await read();
  const first = events.indexOf('asked 2');
  expect(first).toBeGreaterThan(-1);
  expect(first).toBeLessThan(events.indexOf('written r1'));
  expect(events.indexOf('asked 3')).toBeLessThan(events.indexOf('written r2'));
  expect(events.filter((event) => event.startsWith('asked'))).toEqual([
    'asked 1',
    'asked 2',
    'asked 3',
    'asked 4',
  ]);
  expect(await db.getAllKeys('records')).toEqual(['r1', 'r2', 'r3', 'r4']);
});

test('a page asked for ahead is left where the phone has moved on meanwhile', async () => {
  before = async (number) => {
    if (number !== 3 || events.includes('began again')) return;
    events.push('began again');
    // What a self-check does when something is missing: this stream is to be read from its beginning.
    while (!events.includes('written r2')) await new Promise((resolve) => setTimeout(resolve));
    const replica = (await db.get('meta', 'replica')) as Replica;
    await db.put('meta', { ...replica, cursors: {} }, 'replica');
    await db.clear('records');
  };
  await read();
  expect(await db.getAllKeys('records')).toEqual(['r1', 'r2', 'r3', 'r4']);
});

test('what the network does to a page asked for ahead, the reading says', async () => {
  before = async (number) => {
    if (number === 3) throw new TypeError('no network');
  };
  await expect(read()).rejects.toThrow('no network');
  expect(await db.getAllKeys('records')).toEqual(['r1', 'r2']);
});
