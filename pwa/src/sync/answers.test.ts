import { afterEach, expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { problem } from '@/testing/station.ts';
import { newId } from './ids.ts';
import type { SyncLog } from './log.ts';
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

test('half a character and NUL are left out, whole characters stay', async () => {
  const phone = await start();
  await save('cases', { area, text: '\ud83d漏水\0 💧𠮷\udc00' });
  expect((await outbox(phone))[0]?.mutation.fields.text).toBe('漏水 💧𠮷');
});
