import { afterEach, expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { portal, problem, Station } from '@/testing/station.ts';
import { newId } from './ids.ts';
import { save, saveAll } from './save.ts';

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

test('more than 200 mutations go in several requests', async () => {
  const phone = await start();
  await saveAll(
    Array.from({ length: 450 }, (_, n) => ({ collection: 'cases', fields: { area, text: `${n}` } })),
  );
  await phone.sender.poke();
  expect(phone.station.requests.map((one) => one.mutations.length)).toEqual([200, 200, 50]);
  expect(phone.station.records.size).toBe(450);
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
