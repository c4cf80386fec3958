import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { newId } from './ids.ts';
import { isLate, linesOf } from './lines.ts';
import { save } from './save.ts';
import { useSync } from './useSync.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
const panel = useSync();
let phone: TestPhone;

beforeEach(async () => {
  phone = await openTestPhone();
  await phone.live.settled();
});

afterEach(async () => {
  vi.useRealTimers();
  await phone.kill();
});

/** What the server writes into the author's own stream beside its answer. */
function attentionRecord(mutation: string, of: string, more: object): string {
  const id = newId();
  const fields = {
    person: phone.person,
    kind: 'conflict',
    mutation,
    of_collection: 'cases',
    of_record: of,
    of_root: of,
  };
  phone.station.put(id, { ...fields, ...more }, { collection: 'attention' });
  return id;
}

async function conflict(): Promise<{ id: string; attention: string }> {
  const id = newId();
  phone.station.put(id, { area, text: 'theirs', severity: 'minor' });
  await phone.sender.poke();
  await save('cases', { severity: 'severe' }, { id });
  const [row] = await phone.db.getAll('outbox');
  const conflicts = [{ field: 'severity', yours: 'severe', theirs: 'minor', author: 'x', at: 'y' }];
  phone.station.verdicts.set(row?.id ?? '', { outcome: 'conflict', version: 2, conflicts });
  const attention = attentionRecord(row?.id ?? '', id, { conflicts });
  await phone.sender.poke();
  await phone.live.settled();
  panel.lines.value;
  await phone.live.settled();
  return { id, attention };
}

test('a conflict is one line, with both values, settled by the record that every phone sees', async () => {
  const { id, attention } = await conflict();
  const [line, ...rest] = panel.lines.value.filter((one) => one.state === 'attention');
  expect(rest).toEqual([]);
  expect(line).toMatchObject({ id: attention, record: id, attention: { kind: 'conflict' } });
  expect(line?.attention?.conflicts).toMatchObject([{ field: 'severity', yours: 'severe', theirs: 'minor' }]);
});

test('"keep theirs" says so to the server and writes nothing else', async () => {
  const { attention } = await conflict();
  await panel.settle(attention, 'theirs');
  expect((await phone.db.getAll('outbox')).map((row) => row.mutation)).toMatchObject([
    { collection: 'attention', record: attention, fields: { settled: 'theirs' } },
  ]);
  expect(await phone.db.count('attention')).toBe(0);
  expect(panel.counts.value.attention).toBe(0);
});

test('"use mine" is a new mutation on what is there now, of the disputed fields only', async () => {
  const { id, attention } = await conflict();
  await panel.settle(attention, 'mine');
  const [mine, settled] = (await phone.db.getAll('outbox')).map((row) => row.mutation);
  expect(mine).toMatchObject({ record: id, base: 1, fields: { severity: 'severe' } });
  expect(settled).toMatchObject({ record: attention, fields: { settled: 'mine' } });
});

test('a refused mutation is corrected under a new id, with what was entered', async () => {
  const { id } = await save('cases', { area, text: 'x'.repeat(10) });
  const [row] = await phone.db.getAll('outbox');
  phone.station.verdicts.set(row?.id ?? '', {
    outcome: 'refused',
    code: 'invalid',
    errors: { text: ['too short'] },
  });
  await phone.sender.poke();
  await phone.live.settled();
  const line = panel.lines.value.find((one) => one.record === id);
  expect(line?.attention).toMatchObject({
    code: 'invalid',
    errors: { text: ['too short'] },
    fields: { area },
  });
  await panel.settle(line?.id ?? '', 'corrected', { text: 'longer' });
  const [corrected] = (await phone.db.getAll('outbox')).map((each) => each.mutation);
  expect(corrected).toMatchObject({ record: id, base: 0, fields: { area, text: 'longer' } });
  expect(corrected?.id).not.toBe(row?.id);
});

test('what another phone has settled needs no attention here', async () => {
  const { attention } = await conflict();
  phone.station.put(attention, { settled: 'theirs' }, { collection: 'attention' });
  await phone.sender.poke();
  await phone.live.settled();
  expect(panel.counts.value.attention).toBe(0);
  expect(await phone.db.count('attention')).toBe(0);
});

test('what the server has put off for a day is shown to a person and stays in its place', async () => {
  const { id } = await save('cases', { area, text: 'waits for its root' });
  phone.station.verdicts.set(id, { outcome: 'retry', code: 'parent_missing' });
  await phone.sender.poke();
  const [row] = await phone.db.getAll('outbox');
  const now = phone.clock.now;
  const state = (at: number) => linesOf(row ? [row] : [], [], [], [], at)[0];
  expect(state(now)).toMatchObject({ state: 'retry', why: 'parent_missing', label: 'waits for its root' });
  expect(state(now + 86_400_001)).toMatchObject({ state: 'attention', why: 'parent_missing' });
  expect(row && isLate(row, now + 86_400_001)).toBe(true);
});

test('work that no network has taken for a day is pointed out, also while the app stays open', async () => {
  const opened = Date.parse('2026-11-22T01:00:00Z');
  vi.setSystemTime(opened);
  await phone.sender.poke();
  await save('cases', { area, text: 'a day in the cellar' });
  const photo = await attachmentOf(new Uint8Array([3, 4]));
  await phone.live.settled();
  expect(panel.state.value).toBe('waiting');
  phone.station.fail(new TypeError('no network'));
  vi.setSystemTime(opened + 86_400_000 - 60_000);
  await phone.sender.poke();
  expect(panel.state.value).toBe('waiting');
  expect(panel.counts.value.attention).toBe(0);
  phone.station.fail(new TypeError('no network'));
  vi.setSystemTime(opened + 86_400_000 + 60_000);
  await phone.sender.poke(true);
  expect(panel.state.value).toBe('attention');
  expect(panel.counts.value.attention).toBe(2);
  expect(panel.waiting.value).toBe(2);
  const late = panel.lines.value.filter((line) => line.state === 'attention');
  expect(late.map((line) => line.why)).toEqual(['unsent_for_a_day', 'unsent_for_a_day']);
  await phone.sender.poke(true);
  await phone.live.settled();
  const bytes = panel.lines.value.find((line) => line.record === photo.id);
  expect(bytes).toMatchObject({ kind: 'photo', state: 'attention', why: 'unsent_for_a_day' });
  expect(panel.counts.value.attention).toBe(1);
});

test('a refused photo is one line, and is given up or sent again as its owner says', async () => {
  const refused = async () => {
    const photo = await attachmentOf(new Uint8Array([1, 2]));
    phone.station.verdicts.set(photo.id, { outcome: 'refused', code: 'not_permitted' });
    await phone.sender.poke();
    await phone.live.settled();
    return photo;
  };
  const one = await refused();
  expect(panel.lines.value.filter((line) => line.record === one.id)).toHaveLength(1);
  expect(panel.counts.value.attention).toBe(1);
  await panel.settle(panel.lines.value[0]?.id ?? '', 'dismissed');
  expect(panel.counts.value.attention).toBe(0);
  expect(await phone.db.count('blobs')).toBe(0);
  const two = await refused();
  await panel.settle(panel.lines.value.find((line) => line.record === two.id)?.id ?? '', 'mine');
  expect((await phone.db.getAll('outbox')).map((row) => row.mutation.fields.blob)).toEqual([two.hash]);
  expect((await phone.db.get('uploads', two.id))?.state).toBe('queued');
});

test('what was put off for long is given up only when its author says so', async () => {
  const { id } = await save('cases', { area, text: 'its root never came' });
  phone.station.verdicts.set(id, { outcome: 'retry', code: 'parent_missing' });
  await phone.sender.poke();
  await phone.live.settled();
  const line = panel.lines.value.find((one) => one.record === id);
  await panel.settle(line?.id ?? '', 'mine');
  expect(await phone.db.count('outbox')).toBe(1);
  await panel.settle(line?.id ?? '', 'dismissed');
  expect(await phone.db.count('outbox')).toBe(0);
  expect(panel.waiting.value).toBe(0);
});
