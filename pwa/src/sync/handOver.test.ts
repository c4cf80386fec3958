import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import type { Attention } from './attention.ts';
import { handOver } from './handOver.ts';
import { newId } from './ids.ts';
import { recall } from './keptBody.ts';
import { save } from './save.ts';
import { settleField } from './settleField.ts';
import { useSync } from './useSync.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
const panel = useSync();
let phone: TestPhone;

beforeEach(async () => {
  phone = await openTestPhone();
  await phone.live.settled();
});
afterEach(() => phone.kill());

const open = () => panel.lines.value.flatMap((line) => (line.attention ? [line.attention] : []));
const outbox = async () => (await phone.db.getAll('outbox')).map((row) => row.mutation);

/** A case that the station refused, with a note and a photo that now wait for it in vain. */
async function refused(): Promise<{ id: string; photo: string; note: string; attention: Attention }> {
  const { id } = await save('cases', { area, text: '水管爆了', severity: 'severe' });
  const { id: note } = await save('entries', { kind: 'note', text: '物业在关阀' }, { root: id });
  const { id: photo } = await attachmentOf(new Uint8Array([1, 2, 3]), id);
  phone.station.verdicts.set(id, {
    outcome: 'refused',
    code: 'not_allowed',
    errors: { area: ['not yours'] },
  });
  for (const record of [note, photo]) {
    phone.station.verdicts.set(record, { outcome: 'retry', code: 'parent_missing' });
  }
  await phone.sender.poke();
  await phone.live.settled();
  panel.lines.value;
  await phone.live.settled();
  const [attention] = open();
  if (!attention) throw new Error('nothing needs attention');
  return { id, photo, note, attention };
}

test('a refused record is handed over without a network, with every field and with what hangs from it', async () => {
  const { id, note, attention } = await refused();
  const { id: handover } = await handOver(attention, { area, note: '请您看看' });
  const [made, photo, ...rest] = await outbox();
  expect(rest).toEqual([]);
  expect(made).toMatchObject({ collection: 'handovers', record: handover, root: handover, base: 0 });
  expect(made?.fields).toMatchObject({
    area,
    mutation: attention.mutation,
    of_collection: 'cases',
    of_record: id,
    of_root: id,
    content: { area, text: '水管爆了', severity: 'severe' },
    parts: [{ collection: 'entries', record: note, fields: { kind: 'note', text: '物业在关阀' } }],
    code: 'not_allowed',
    errors: { area: ['not yours'] },
    note: '请您看看',
  });
  expect(photo).toMatchObject({ collection: 'attachments', root: handover, fields: { parent: handover } });
  expect(open()).toEqual([]);
  expect(panel.counts.value.attention).toBe(0);
});

test('the bytes of its photos go along under their new description', async () => {
  const { photo, attention } = await refused();
  const { id: handover } = await handOver(attention, { area, note: '' });
  const [upload, ...others] = await phone.db.getAll('uploads');
  expect(others).toEqual([]);
  expect(upload).toMatchObject({ parent: handover, root: handover, state: 'queued', tries: 0 });
  expect(upload?.record).not.toBe(photo);
  const [bytes, ...more] = await phone.db.getAll('blobs');
  expect(more).toEqual([]);
  expect(bytes?.record).toBe(upload?.record);
  expect([...new Uint8Array(bytes?.data ?? new ArrayBuffer(0))]).toEqual([1, 2, 3]);
});

test('other work of the same phone goes on being sent while something needs attention', async () => {
  await refused();
  const { id } = await save('cases', { area, text: '别的事' });
  await phone.sender.poke();
  expect(phone.station.records.has(id)).toBe(true);
  expect(open().filter((one) => !one.waiting)).toHaveLength(1);
});

test('on a phone that did not enter it, the station is asked for the words before they are handed over', async () => {
  const mutation = newId();
  const fields = {
    person: phone.person,
    kind: 'refused',
    mutation,
    of_collection: 'cases',
    of_record: newId(),
  };
  phone.station.put(newId(), fields, { collection: 'attention' });
  await phone.sender.poke();
  panel.lines.value;
  await phone.live.settled();
  const [blank] = open();
  if (!blank) throw new Error('nothing needs attention');
  await expect(handOver(blank, { area, note: '' })).rejects.toMatchObject({ code: 'content_missing' });
  const body = { fields: { text: '原来的话' }, at: '2026-11-22T09:00:00+08:00', root: newId(), base: 0 };
  phone.station.route(`GET /api/mutations/${mutation}`, () =>
    Response.json({ body, receipt: { mutation, outcome: 'refused' } }),
  );
  await recall(blank);
  expect(open()[0]).toMatchObject({ id: blank.id, fields: { text: '原来的话' } });
  expect(panel.counts.value.attention).toBe(1);
});

/** Two fields in dispute. */
async function disputed(): Promise<{ id: string; attention: string }> {
  const id = newId();
  phone.station.put(id, { area, text: '他写的', severity: 'minor' });
  await phone.sender.poke();
  await save('cases', { severity: 'severe', text: '我写的' }, { id });
  const [row] = await phone.db.getAll('outbox');
  const conflicts = [
    { field: 'severity', yours: 'severe', theirs: 'minor', author: 'x', at: 'y' },
    { field: 'text', yours: '我写的', theirs: '他写的', author: 'x', at: 'y' },
  ];
  phone.station.verdicts.set(row?.id ?? '', { outcome: 'conflict', version: 2, conflicts });
  const attention = newId();
  const fields = { person: phone.person, kind: 'conflict', mutation: row?.id ?? '', of_collection: 'cases' };
  const more = { of_record: id, of_root: id, conflicts };
  phone.station.put(attention, { ...fields, ...more }, { collection: 'attention' });
  await phone.sender.poke();
  panel.lines.value;
  await phone.live.settled();
  return { id, attention };
}

const only = (): Attention => {
  const [one] = open();
  if (!one) throw new Error('nothing needs attention');
  return one;
};

test('each field of a conflict is settled by itself, and the last one settles the whole', async () => {
  const { id, attention } = await disputed();
  await settleField(only(), 'severity', 'mine');
  expect(only().conflicts.map((one) => one.field)).toEqual(['text']);
  const [mine, part, ...rest] = await outbox();
  expect(rest).toEqual([]);
  expect(mine).toMatchObject({ record: id, fields: { severity: 'severe' } });
  expect(part).toMatchObject({
    record: attention,
    fields: { fields_settled: { add: [{ field: 'severity', how: 'mine' }] } },
  });
  expect(part?.fields).not.toHaveProperty('settled');
  await settleField(only(), 'text', 'merged', '他写的，我也写了');
  expect(open()).toEqual([]);
  const [, , merged, done] = await outbox();
  expect(merged).toMatchObject({ record: id, fields: { text: '他写的，我也写了' } });
  expect(done).toMatchObject({ record: attention, fields: { settled: 'merged' } });
  expect(await phone.db.count('attention')).toBe(0);
});

test('keeping theirs in every field changes nothing of the record', async () => {
  const { attention } = await disputed();
  await settleField(only(), 'severity', 'theirs');
  await settleField(only(), 'text', 'theirs');
  const written = await outbox();
  expect(written.map((one) => one.record)).toEqual([attention, attention]);
  expect(written[1]?.fields).toMatchObject({ settled: 'theirs' });
});

test('a field that was settled on another phone is open no more', async () => {
  const { attention } = await disputed();
  phone.station.put(
    attention,
    { fields_settled: [{ field: 'text', how: 'theirs' }] },
    { collection: 'attention' },
  );
  await phone.sender.poke();
  await phone.live.settled();
  expect(only().conflicts.map((one) => one.field)).toEqual(['severity']);
});
