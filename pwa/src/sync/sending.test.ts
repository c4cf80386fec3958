import { afterEach, expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { portal, problem, Station } from '@/testing/station.ts';
import { newId } from './ids.ts';
import { save, saveAll } from './save.ts';
import type { SyncLog } from './sender.ts';

let open: TestPhone | undefined;

async function start(options: Parameters<typeof openTestPhone>[0] = {}): Promise<TestPhone> {
  open = await openTestPhone(options);
  return open;
}

afterEach(async () => {
  await open?.kill();
  open = undefined;
});

const area = '01900000-0000-7000-8000-0000000000a1';
const outbox = (phone: TestPhone) => phone.db.getAll('outbox');

test('what was saved goes out in order and arrives once', async () => {
  const phone = await start();
  await save('cases', { area, text: 'first' });
  await save('cases', { area, text: 'second' });
  await phone.sender.poke();
  expect(phone.station.requests[0]?.mutations.map((one) => one.fields.text)).toEqual(['first', 'second']);
  expect(await outbox(phone)).toEqual([]);
  expect(phone.station.records.size).toBe(2);
  expect(await phone.db.count('sent')).toBe(2);
});

test('a lost reply is answered again and doubles nothing', async () => {
  const phone = await start();
  await save('cases', { area, text: 'leak' });
  phone.station.fail(new TypeError('network'), { after: true });
  await phone.sender.poke();
  expect(await outbox(phone)).toHaveLength(1);
  await phone.sender.poke(true);
  const [first, second] = phone.station.requests;
  expect(JSON.stringify(second?.mutations)).toBe(JSON.stringify(first?.mutations));
  expect(phone.station.records.size).toBe(1);
  expect(await outbox(phone)).toEqual([]);
});

test("a captive portal's page is no answer", async () => {
  const phone = await start();
  await save('cases', { area, text: 'leak' });
  phone.station.fail(portal());
  await phone.sender.poke();
  expect(phone.sender.status.reached).toBe(false);
  expect(await outbox(phone)).toHaveLength(1);
});

test('JSON that does not speak the protocol is no answer', async () => {
  const phone = await start();
  await save('cases', { area, text: 'leak' });
  phone.station.fail(Response.json({ ok: true, receipts: [] }));
  await phone.sender.poke();
  expect(phone.sender.status.reached).toBe(false);
  expect(await outbox(phone)).toHaveLength(1);
});

test('after a failure the wait grows, and the server may ask for a longer one', async () => {
  const phone = await start();
  phone.station.fail(problem(503, 'database_away', { 'Retry-After': '90' }));
  await phone.sender.poke();
  phone.clock.now += 60_000;
  await phone.sender.poke();
  expect(phone.station.calls).toHaveLength(1);
  phone.clock.now += 31_000;
  await phone.sender.poke();
  expect(phone.station.calls).toHaveLength(2);
  expect(phone.sender.status).toMatchObject({ reached: true, problem: null });
});

test('an ended session keeps the outbox and says so', async () => {
  const phone = await start();
  await save('cases', { area, text: 'leak' });
  phone.station.fail(problem(401, 'device_revoked'));
  await phone.sender.poke();
  expect(phone.signedOut).toEqual(['device_revoked']);
  expect(await outbox(phone)).toHaveLength(1);
});

test('a phone that is too old keeps its outbox and asks for the new version', async () => {
  const phone = await start();
  await save('cases', { area, text: 'leak' });
  phone.station.fail(problem(426, 'upgrade_required'));
  await phone.sender.poke();
  expect(phone.sender.status.problem).toBe('upgrade_required');
  expect(await outbox(phone)).toHaveLength(1);
});

test('a batch that is too large is halved until it fits', async () => {
  const phone = await start();
  await saveAll([1, 2, 3, 4].map((n) => ({ collection: 'cases', fields: { area, text: `case ${n}` } })));
  phone.station.fail(problem(413, 'too_large'));
  await phone.sender.poke();
  expect(phone.station.requests.map((one) => one.mutations.length)).toEqual([2, 2]);
  expect(await outbox(phone)).toEqual([]);
});

test('one mutation that cannot be read is set aside with its reason, and the others arrive', async () => {
  const phone = await start();
  const [bad] = await saveAll(
    [1, 2].map((n) => ({ collection: 'cases', fields: { area, text: `case ${n}` } })),
  );
  phone.station.fail(problem(400, 'malformed'));
  phone.station.fail(problem(400, 'malformed'));
  await phone.sender.poke();
  expect([...phone.station.records.values()].map((one) => one.fields.text)).toEqual(['case 2']);
  const [attention] = await phone.db.getAll('attention');
  expect(attention).toMatchObject({ record: bad?.id, receipt: { outcome: 'refused', code: 'malformed' } });
  expect(attention?.mutation.fields.text).toBe('case 1');
});

test('more than 200 mutations go in several requests', async () => {
  const phone = await start();
  await saveAll(
    Array.from({ length: 450 }, (_, n) => ({ collection: 'cases', fields: { area, text: `${n}` } })),
  );
  await phone.sender.poke();
  expect(phone.station.requests.map((one) => one.mutations.length)).toEqual([200, 200, 50]);
  expect(phone.station.records.size).toBe(450);
});

test('work behind a retry does not overtake it, and other work is not held up', async () => {
  const phone = await start();
  const { id } = await save('cases', { area, text: 'waits' });
  phone.station.verdicts.set(id, { outcome: 'retry', code: 'parent_missing' });
  await saveAll(
    Array.from({ length: 199 }, (_, n) => ({ collection: 'cases', fields: { area, text: `${n}` } })),
  );
  await save('cases', { text: 'later' }, { id });
  await phone.sender.poke();
  expect(phone.station.requests.map((one) => one.mutations.length)).toEqual([200]);
  expect(phone.station.records.size).toBe(199);
  const left = await outbox(phone);
  expect(left.map((row) => row.mutation.fields.text)).toEqual(['waits', 'later']);
  expect(left[0]).toMatchObject({ retryCode: 'parent_missing', retrySince: phone.clock.now });
});

test('a conflict and a refusal need attention and stop nothing', async () => {
  const phone = await start();
  const one = await save('cases', { area, text: 'disputed' });
  const two = await save('cases', { area, text: 'refused' });
  await save('cases', { area, text: 'fine' });
  const conflicts = [{ field: 'text', yours: 'disputed', theirs: 'other', author: 'x', at: 'y' }];
  phone.station.verdicts.set(one.id, { outcome: 'conflict', version: 3, conflicts });
  phone.station.verdicts.set(two.id, { outcome: 'refused', code: 'case_closed' });
  await phone.sender.poke();
  expect(await outbox(phone)).toEqual([]);
  const attention = await phone.db.getAll('attention');
  expect(attention.map((row) => row.receipt.outcome)).toEqual(['conflict', 'refused']);
  const log = (await phone.db.get('meta', 'log')) as SyncLog;
  expect(log).toMatchObject({ ok: true, attention: 2 });
});

test('sent work is kept until a backup has passed it', async () => {
  const phone = await start();
  await save('cases', { area, text: 'kept' });
  await phone.sender.poke();
  await phone.sender.poke();
  expect(await phone.db.count('sent')).toBe(1);
  phone.station.backedUp = new Date(phone.station.now).toISOString();
  await phone.sender.poke();
  expect(await phone.db.count('sent')).toBe(0);
});

test('without a backup, sent work is kept for 14 days of the server', async () => {
  const phone = await start();
  await save('cases', { area, text: 'kept' });
  await phone.sender.poke();
  phone.clock.now += 40 * 86_400_000;
  await phone.sender.poke();
  expect(await phone.db.count('sent')).toBe(1);
  phone.station.now += 14 * 86_400_000;
  await phone.sender.poke();
  expect(await phone.db.count('sent')).toBe(0);
});

test('two senders of one person send one at a time', async () => {
  const station = new Station();
  const phone = await start({ station });
  let together = 0;
  let most = 0;
  const slow = {
    ...phone,
    fetch: async (path: string, init: RequestInit) => {
      together += 1;
      most = Math.max(most, together);
      await new Promise((resolve) => setTimeout(resolve, 5));
      together -= 1;
      return station.fetch(path, init);
    },
  };
  const { Sender } = await import('./sender.ts');
  const { soloLocks } = await import('./locks.ts');
  const parts = { ...slow, locks: soloLocks, onSignedOut: async () => {} };
  const [a, b] = [new Sender(parts), new Sender(parts)];
  await save('cases', { area, text: 'once' });
  await Promise.all([a.poke(), b.poke(), a.poke()]);
  expect(most).toBe(1);
  expect(station.requests.flatMap((one) => one.mutations)).toHaveLength(1);
});

test('an answer that comes after the person has signed out is written nowhere', async () => {
  const station = new Station();
  const phone = await start({ station });
  await save('cases', { area, text: 'unsent' });
  const { person } = phone;
  station.put(newId(), { area, text: 'of somebody else' });
  station.fail(async (request) => {
    phone.db.close();
    return station.fetch('/api/sync', { method: 'POST', body: await request.text() });
  });
  await phone.sender.poke();
  await phone.kill();
  const again = await start({ person, station });
  expect(await again.db.count('outbox')).toBe(1);
  expect(await again.db.count('records')).toBe(0);
});

test('what was saved before a kill is there after it, and goes out', async () => {
  const station = new Station();
  const phone = await start({ station });
  const { id } = await save('cases', { area, text: 'before the kill' });
  await phone.kill();
  const again = await start({ person: phone.person, station });
  await again.sender.poke();
  expect(station.records.get(id)?.fields.text).toBe('before the kill');
});

test('a kill between the answer and its writing repeats the request and nothing else', async () => {
  const station = new Station();
  const phone = await start({ station });
  const { id } = await save('cases', { area, text: 'once' });
  station.fail(new TypeError('killed'), { after: true });
  await phone.sender.poke();
  await phone.kill();
  const again = await start({ person: phone.person, station });
  await again.sender.poke();
  expect(station.records.size).toBe(1);
  expect(station.records.get(id)?.version).toBe(1);
  expect(await again.db.count('outbox')).toBe(0);
});

test('ids rise over a kill and a clock that was set back', async () => {
  const phone = await start();
  await save('cases', { area, text: 'one' });
  const [before] = await outbox(phone);
  await phone.db.put('meta', before?.id.replace(/^./, 'f'), 'last');
  await phone.kill();
  const again = await start({ person: phone.person });
  await save('cases', { area, text: 'two' });
  const rows = await outbox(again);
  expect(rows[1]?.id.startsWith('f')).toBe(true);
  expect(rows.map((row) => row.id)).toEqual([...rows.map((row) => row.id)].sort());
});

test('a record that is far away is edited on the version that is here', async () => {
  const phone = await start();
  const id = newId();
  phone.station.put(id, { area, text: 'theirs' });
  phone.station.put(id, { severity: 'minor' });
  await phone.sender.poke();
  await save('cases', { text: 'mine' }, { id });
  await save('cases', { text: 'with a form' }, { id, base: 1 });
  expect((await outbox(phone)).map((row) => [row.mutation.base, row.mutation.epoch])).toEqual([
    [2, 'epoch-1'],
    [1, 'epoch-1'],
  ]);
});
