import { afterEach, expect, test } from 'vitest';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { newId } from './ids.ts';
import { save } from './save.ts';
import { useCollection } from './useCollection.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
let phone: TestPhone;

afterEach(() => phone.kill());

test('after a restore the gap of the backup is filled from the phone, in the order of making', async () => {
  phone = await openTestPhone();
  const one = await save('cases', { area, text: 'in the backup' });
  await phone.sender.poke();
  const backup = new Map(phone.station.records);
  const two = await save('cases', { area, text: 'after the backup' });
  await phone.sender.poke();
  const three = await save('cases', { area, text: 'not sent yet' });
  phone.station.restore('epoch-2', backup);
  await phone.sender.poke();
  expect([...phone.station.records.keys()].sort()).toEqual([one.id, two.id, three.id].sort());
  const order = phone.station.requests.slice(2).map((one) => one.mutations.map((each) => each.fields.text));
  expect(order).toEqual([['not sent yet'], ['in the backup', 'after the backup'], []].slice(0, order.length));
  expect(await phone.db.count('outbox')).toBe(0);
});

test('what the restored database does not have is shown until everything has been read again, then dropped', async () => {
  phone = await openTestPhone();
  const theirs = newId();
  phone.station.put(theirs, { area, text: 'only in the lost life' });
  await phone.sender.poke();
  await phone.live.settled();
  const { rows } = useCollection('cases');
  expect(rows.value).toEqual([]);
  await phone.live.settled();
  const seen: number[] = [];
  phone.station.restore('epoch-2');
  phone.channel.listen((message) => message.kind === 'changed' && seen.push(rows.value.length));
  await phone.sender.poke();
  await phone.live.settled();
  expect(seen[0]).toBe(1);
  expect(rows.value).toEqual([]);
});
