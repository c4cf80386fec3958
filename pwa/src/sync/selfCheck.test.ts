import { afterEach, expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { Station } from '@/testing/station.ts';
import { sweepOld } from './applyChanges.ts';
import { strictly } from './db.ts';
import type { Sums } from './digest.ts';
import { newId } from './ids.ts';
import { recount } from './selfCheck.ts';
import type { Held, Replica } from './types.ts';

let open: TestPhone | undefined;

afterEach(async () => {
  await open?.kill();
  open = undefined;
});

const area = '01900000-0000-7000-8000-0000000000a1';
const DAY_MS = 24 * 3_600_000;

/** A phone that holds `many` cases of stream s1 and one of s2, and has checked them. */
async function start(many = 3): Promise<{ phone: TestPhone; station: Station; ids: string[] }> {
  const station = new Station();
  station.streams = ['s1', 's2'];
  const ids = Array.from({ length: many }, () => newId());
  for (const id of ids) station.put(id, { area, text: id });
  station.put(newId(), { area, text: 'elsewhere' }, { stream: 's2' });
  const phone = await openTestPhone({ station });
  open = phone;
  await phone.sender.poke(true);
  station.requests.length = 0;
  return { phone, station, ids };
}

const replicaOf = async ({ db }: TestPhone) => (await db.get('meta', 'replica')) as Replica;
const stateOf = async (phone: TestPhone) => (await replicaOf(phone)).afresh?.s1?.state;
const rowOf = async ({ db }: TestPhone, id: string) => (await db.get('records', id)) as Held;
const shown = async ({ db }: TestPhone) => (await db.getAllKeys('records')).sort();

/** The running sums are those of the records as they are stored. */
async function expectCounted({ db }: TestPhone): Promise<void> {
  const held = Object.entries((await db.get('meta', 'sums')) as Sums).filter(([, [records]]) => records > 0);
  expect(Object.fromEntries(held)).toEqual(await recount(db));
}

test('a phone that holds what it should asks for a check at its first run, and finds nothing', async () => {
  const { phone, station, ids } = await start();
  await phone.sender.poke(true);
  expect(station.requests).toHaveLength(1);
  expect(station.requests[0]).not.toHaveProperty('check');
  expect(station.requests[0]).not.toHaveProperty('mismatched');
  expect(await stateOf(phone)).toBeUndefined();
  expect(await shown(phone)).toHaveLength(ids.length + 1);
  await expectCounted(phone);
});

test('the running sums keep in step with every kind of change', async () => {
  const { phone, station, ids } = await start();
  station.put(ids[0] as string, { text: 'changed' });
  station.leave(ids[1] as string, 's1');
  station.put(ids[2] as string, { text: 'in both' }, { stream: 's2' });
  station.put(newId(), { area, text: 'new' });
  await phone.sender.poke(true);
  await expectCounted(phone);
  station.streams = ['s1'];
  station.scope += 1;
  await phone.sender.poke(true);
  await expectCounted(phone);
  station.restore('epoch-2', station.records);
  await phone.sender.poke(true);
  await expectCounted(phone);
  expect(await stateOf(phone)).toBeUndefined();
});

test('the running sums keep in step with the sweep at the end of a reading', async () => {
  const { phone, ids } = await start();
  const [old, unsure] = ids as [string, string];
  await phone.db.put('records', { ...(await rowOf(phone, old)), epoch: 'a life before' });
  await phone.db.put('records', { ...(await rowOf(phone, unsure)), streams: ['~s1', 's2'] });
  await phone.db.put('meta', await recount(phone.db), 'sums');
  await strictly(phone.db, ['records', 'uploads', 'thumbs', 'meta'], (tx) => sweepOld(tx, 'epoch-1'));
  expect((await rowOf(phone, unsure)).streams).toEqual(['s2']);
  await expectCounted(phone);
});

test('a record that was lost on the phone is found once a day, reported and fetched again', async () => {
  const { phone, station, ids } = await start();
  const lost = ids[1] as string;
  await phone.db.delete('records', lost);
  phone.clock.now += DAY_MS - 1;
  await phone.sender.poke(true);
  expect(await rowOf(phone, lost)).toBeUndefined();
  phone.clock.now += 1;
  await phone.sender.poke(true);
  expect(await rowOf(phone, lost)).toMatchObject({ streams: ['s1'], version: 1 });
  const [, check, afresh] = station.requests;
  expect(check?.check).toBe(true);
  expect(afresh?.mismatched).toEqual({ s1: 'found' });
  expect(afresh?.cursors).not.toHaveProperty('s1');
  expect(afresh?.cursors).toHaveProperty('s2');
  expect(station.requests).toHaveLength(3);
  expect(await stateOf(phone)).toBe('agrees');
  expect(await replicaOf(phone)).toMatchObject({ sweep: false });
  await expectCounted(phone);
});

test('a page that starts checks, whenever that was done last', async () => {
  const { phone, station, ids } = await start();
  await phone.db.delete('records', ids[0] as string);
  await phone.kill();
  const again = await openTestPhone({ person: phone.person, station, checkAtStart: true });
  open = again;
  await again.sender.poke(true);
  expect(station.requests[0]?.check).toBe(true);
  expect(await shown(again)).toHaveLength(ids.length + 1);
});

test('a row that is wrong on the phone is found and put right, its version too high or too low', async () => {
  const { phone, station, ids } = await start();
  const [high, low] = ids as [string, string];
  await phone.db.put('records', { ...(await rowOf(phone, high)), version: 9, fields: { text: 'wrong' } });
  station.put(low, { text: 'second' });
  await phone.sender.poke(true);
  await phone.db.put('records', { ...(await rowOf(phone, low)), version: 1 });
  phone.clock.now += DAY_MS;
  await phone.sender.poke(true);
  expect(await rowOf(phone, high)).toMatchObject({ version: 1, fields: { text: high } });
  expect(await rowOf(phone, low)).toMatchObject({ version: 2, fields: { text: 'second' } });
});

test('a record that the server does not have goes at the end of the fresh reading, and not before', async () => {
  const { phone, ids } = await start();
  const odd = newId();
  await phone.db.put('records', { ...(await rowOf(phone, ids[0] as string)), id: odd, root: odd });
  const seen: number[] = [];
  phone.channel.listen(async () => seen.push((await phone.db.getAllKeys('records')).length));
  phone.clock.now += DAY_MS;
  await phone.sender.poke(true);
  expect(await shown(phone)).not.toContain(odd);
  expect(await shown(phone)).toHaveLength(ids.length + 1);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(ids.length + 1);
});

test('what the server has wrong is said, and asked for once, not for ever', async () => {
  const { phone, station, ids } = await start();
  station.lost.add(ids[0] as string);
  const late = await openTestPhone({ station });
  await late.sender.poke(true);
  expect(station.requests).toHaveLength(2);
  expect(await stateOf(late)).toBe('stays');
  await late.sender.poke(true);
  expect(station.requests.at(-1)?.mismatched).toEqual({ s1: 'stays' });
  station.put(newId(), { area, text: 'more' });
  await late.sender.poke(true);
  expect(station.requests).toHaveLength(4);
  station.lost.clear();
  station.put(ids[0] as string, { text: 'put right' });
  await late.sender.poke(true);
  expect(await stateOf(late)).toBe('agrees');
  expect(station.requests).toHaveLength(5);
  await late.kill();
  await phone.sender.poke(true);
});

test('a phone that is killed while it reads afresh goes on with it', async () => {
  const { phone, station, ids } = await start();
  await phone.db.delete('records', ids[0] as string);
  phone.clock.now += DAY_MS;
  const answered = station.fetch;
  let calls = 0;
  const cut: typeof answered = async (path, init) => {
    calls += 1;
    if (calls === 2) throw new TypeError('killed here');
    return answered(path, init);
  };
  await phone.kill();
  const edge = Object.create(station, { fetch: { value: cut } }) as Station;
  const second = await openTestPhone({ person: phone.person, station: edge, checkAtStart: true });
  await second.sender.poke(true);
  expect(await replicaOf(second)).toMatchObject({ sweep: true, afresh: { s1: { state: 'found' } } });
  expect((await rowOf(second, ids[1] as string)).streams).toEqual(['~s1']);
  await second.kill();
  const third = await openTestPhone({ person: phone.person, station });
  open = third;
  await third.sender.poke(true);
  expect(await shown(third)).toHaveLength(ids.length + 1);
  expect((await rowOf(third, ids[1] as string)).streams).toEqual(['s1']);
  expect(await stateOf(third)).toBe('agrees');
});

test('the records are counted in small pieces', async () => {
  const { phone, ids } = await start(401);
  const asked: (number | undefined)[] = [];
  const counted = await recount(
    new Proxy(phone.db, {
      get(db, name) {
        if (name !== 'getAll') return Reflect.get(db, name);
        return (...args: Parameters<typeof db.getAll>) => {
          asked.push(args[2]);
          return db.getAll(...args);
        };
      },
    }),
  );
  expect(counted.s1?.[0]).toBe(ids.length);
  expect(asked).toEqual([100, 100, 100, 100, 100]);
});

test('a page of nothing but what has gone does not end the reading', async () => {
  const { phone, station } = await start(0);
  for (const id of Array.from({ length: 1_000 }, () => newId())) {
    station.put(id, { area });
    station.leave(id, 's1');
  }
  const last = newId();
  station.put(last, { area, text: 'last' });
  await phone.sender.poke(true);
  expect(await shown(phone)).toContain(last);
});
