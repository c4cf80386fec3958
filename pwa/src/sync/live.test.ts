import { afterEach, expect, test } from 'vitest';
import { computed, nextTick, ref, watch } from 'vue';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { Station } from '@/testing/station.ts';
import { newId } from './ids.ts';
import { save } from './save.ts';
import { undo } from './undo.ts';
import { useCollection, useRecord } from './useCollection.ts';
import { useSync } from './useSync.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
let open: TestPhone | undefined;

async function start(options: Parameters<typeof openTestPhone>[0] = {}): Promise<TestPhone> {
  open = await openTestPhone(options);
  await open.live.settled();
  return open;
}

afterEach(async () => {
  await open?.kill();
  open = undefined;
});

test('what was saved is shown at once, before any network', async () => {
  await start();
  const { rows, ready } = useCollection('cases');
  expect(rows.value).toEqual([]);
  const { id } = await save('cases', { area, text: 'leak' });
  expect(ready.value).toBe(true);
  expect(rows.value).toMatchObject([{ id, root: id, text: 'leak', pending: true, version: 0 }]);
});

test('an applied record does not flicker: it is shown until its committed version is here', async () => {
  const phone = await start();
  const { rows } = useCollection('cases');
  const seen: (string | undefined)[] = [];
  const unwatch = watch(rows, (now) => seen.push(now[0] ? `${now[0].text} ${now[0].pending}` : undefined), {
    flush: 'sync',
  });
  await save('cases', { area, text: 'leak' });
  await phone.sender.poke();
  await phone.live.settled();
  unwatch();
  const shown = seen.slice(seen.indexOf('leak true'));
  expect(shown).toEqual(['leak true', 'leak false']);
  expect(rows.value[0]).toMatchObject({ version: 1, pending: false });
});

test('a record that did not change stays the same object', async () => {
  const phone = await start();
  const { rows } = useCollection('cases', { sort: (a, b) => (a.id < b.id ? -1 : 1) });
  expect(rows.value).toEqual([]);
  const one = await save('cases', { area, text: 'one' });
  await save('cases', { area, text: 'two' });
  const [, second] = rows.value;
  expect(second?.text).toBe('two');
  await save('cases', { text: 'one, changed' }, { id: one.id });
  await phone.live.settled();
  expect(rows.value[0]?.text).toBe('one, changed');
  expect(rows.value[1]).toBe(second);
});

test('the records of one root are shown without the others being read', async () => {
  const phone = await start();
  const [one, two] = [newId(), newId()];
  phone.station.put(newId(), { kind: 'note', text: 'of one' }, { collection: 'entries', root: one });
  phone.station.put(newId(), { kind: 'note', text: 'of two' }, { collection: 'entries', root: two });
  await phone.sender.poke();
  const wanted = ref<string | undefined>();
  const { rows, ready } = useCollection('entries', { index: { root: wanted } });
  expect([rows.value, ready.value]).toEqual([[], false]);
  wanted.value = one;
  expect(ready.value).toBe(false);
  await phone.live.settled();
  expect(rows.value.map((row) => row.text)).toEqual(['of one']);
  await save('entries', { kind: 'note', text: 'also of one' }, { root: one });
  await save('entries', { kind: 'note', text: 'also of two' }, { root: two });
  expect(rows.value.map((row) => row.text)).toEqual(['of one', 'also of one']);
});

test('a filter may depend on what a person types', async () => {
  await start();
  await save('cases', { area, text: 'leak' });
  await save('cases', { area, text: 'noise' });
  const word = ref('');
  const { rows } = useCollection('cases', { where: (row) => row.text.includes(word.value) });
  expect(rows.value).toEqual([]);
  await open?.live.settled();
  expect(rows.value).toHaveLength(2);
  word.value = 'noi';
  expect(rows.value.map((row) => row.text)).toEqual(['noise']);
});

test('what another tab saves is shown here too', async () => {
  const phone = await start();
  const { rows } = useCollection('cases');
  expect(rows.value).toEqual([]);
  await phone.live.settled();
  const other = await openTestPhone({ person: phone.person, station: phone.station });
  await save('cases', { area, text: 'from the other tab' });
  await other.kill();
  const { phone: current } = await import('./phone.ts');
  current.value = phone;
  await expect.poll(() => rows.value.map((row) => row.text)).toEqual(['from the other tab']);
});

test('a record that leaves its last stream is not shown any more', async () => {
  const phone = await start();
  const id = newId();
  phone.station.put(id, { area, text: 'moved away' });
  await phone.sender.poke();
  const { record, ready } = useRecord('cases', id);
  expect(record.value).toBeUndefined();
  await phone.live.settled();
  expect([record.value?.text, ready.value]).toEqual(['moved away', true]);
  phone.station.leave(id, 's1');
  await phone.sender.poke();
  await phone.live.settled();
  expect(record.value).toBeUndefined();
});

test('losing a stream drops what came from it and keeps what waits', async () => {
  const phone = await start();
  const [kept, lost] = [newId(), newId()];
  phone.station.streams = ['s1', 's2'];
  phone.station.put(kept, { area, text: 'kept' });
  phone.station.put(lost, { area, text: 'lost' }, { stream: 's2' });
  await phone.sender.poke();
  await save('cases', { text: 'mine' }, { id: lost });
  phone.station.scope = 2;
  phone.station.streams = ['s1'];
  phone.station.verdicts.set(lost, { outcome: 'retry', code: 'parent_missing' });
  await phone.sender.poke();
  const { rows, ready } = useCollection('cases');
  expect(ready.value).toBe(false);
  await phone.live.settled();
  expect(rows.value.map((row) => row.text)).toEqual(['kept']);
  expect(await phone.db.count('outbox')).toBe(1);
  await phone.sender.poke(true);
  expect(phone.station.requests.at(-1)?.scope).toBe(1);
});

test('an undo before the network leaves no trace; after it, it voids', async () => {
  const phone = await start();
  const { rows } = useCollection('cases');
  expect(rows.value).toEqual([]);
  const one = await save('cases', { area, text: 'slip of the thumb' });
  await undo(one.id);
  expect(rows.value).toEqual([]);
  expect(await phone.db.count('outbox')).toBe(0);
  const two = await save('cases', { area, text: 'too late' });
  await phone.sender.poke();
  await undo(two.id);
  await phone.sender.poke();
  expect(phone.station.records.get(two.id)?.fields).toMatchObject({ text: 'too late', void: true });
  expect(phone.station.records.has(one.id)).toBe(false);
});

test('the chip says attention, waiting, offline, synced, in this order, and never more than is true', async () => {
  const station = new Station();
  const phone = await start({ station });
  const { state, waiting } = useSync();
  expect(state.value).toBe('offline');
  await phone.sender.poke();
  expect(state.value).toBe('synced');
  const { id } = await save('cases', { area, text: 'one' });
  await save('cases', { text: 'one, again' }, { id });
  expect([state.value, waiting.value]).toEqual(['waiting', 1]);
  station.verdicts.set(id, { outcome: 'refused', code: 'not_permitted' });
  await phone.sender.poke();
  await phone.live.settled();
  expect([state.value, waiting.value]).toEqual(['attention', 0]);
  await useSync().settle(useSync().lines.value[0]?.id ?? '', 'dismissed');
  await useSync().settle(useSync().lines.value[0]?.id ?? '', 'dismissed');
  expect(state.value).toBe('synced');
  station.fail(new TypeError('network'));
  await phone.sender.poke(true);
  expect(state.value).toBe('offline');
});

test('two phones of one person keep apart what they are waiting for', async () => {
  const station = new Station();
  const one = await start({ station });
  const text = computed(() => useCollection('cases').rows.value.map((row) => row.text));
  await save('cases', { area, text: 'from one' });
  const other = await openTestPhone({ station });
  await nextTick();
  expect(text.value).toEqual([]);
  await other.kill();
  expect(await one.db.count('outbox')).toBe(1);
});
