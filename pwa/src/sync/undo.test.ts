import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachmentOf } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { exportUnsent } from './exportUnsent.ts';
import { newId } from './ids.ts';
import { save } from './save.ts';
import { undo } from './undo.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
let phone: TestPhone;

beforeEach(async () => {
  phone = await openTestPhone();
});

afterEach(() => phone.kill());

test('what was not handed to the network leaves no trace, its photos neither', async () => {
  const { id } = await save('cases', { area, text: 'slip of the thumb' });
  await attachmentOf(new Uint8Array([1, 2]), id);
  const other = await save('cases', { area, text: 'stays' });
  await undo(id);
  expect((await phone.db.getAll('outbox')).map((row) => row.record)).toEqual([other.id]);
  expect(await phone.db.count('blobs')).toBe(0);
  expect(await phone.db.count('uploads')).toBe(0);
});

test('what belongs to a record that is taken back goes with it', async () => {
  const { id } = await save('cases', { area, text: 'slip of the thumb' });
  await save('reporters', { phone: '13800138000' }, { root: id });
  const other = await save('cases', { area, text: 'stays' });
  await undo(id);
  expect((await phone.db.getAll('outbox')).map((row) => row.record)).toEqual([other.id]);
});

test('a photo alone can be taken back', async () => {
  const { id } = await save('cases', { area, text: 'stays' });
  const photo = await attachmentOf(new Uint8Array([1, 2]), id);
  await undo(photo.id);
  expect((await phone.db.getAll('outbox')).map((row) => row.record)).toEqual([id]);
  expect(await phone.db.count('blobs')).toBe(0);
});

test('a photo that was taken back after it went out is not uploaded and its bytes go', async () => {
  const { id } = await attachmentOf(new Uint8Array([1, 2]));
  await phone.sender.poke();
  await undo(id);
  await phone.sender.poke();
  const gone = new Response(JSON.stringify({ code: 'attachment_voided' }), {
    status: 410,
    headers: { 'Content-Type': 'application/problem+json' },
  });
  phone.station.fail(gone, { path: '/api/uploads' });
  await phone.uploader.poke();
  expect(await phone.db.count('uploads')).toBe(0);
  expect(await phone.db.count('blobs')).toBe(0);
});

test("a change of somebody else's record is taken back without voiding the record", async () => {
  const id = newId();
  phone.station.put(id, { area, text: 'theirs', author: 'somebody else' });
  await phone.sender.poke();
  await save('cases', { severity: 'severe' }, { id });
  await undo(id);
  expect(await phone.db.count('outbox')).toBe(0);
  await save('cases', { severity: 'severe' }, { id });
  await phone.sender.poke();
  await expect(undo(id)).rejects.toMatchObject({ code: 'too_late' });
});

test('the export holds every unsent mutation word for word and every photo that is only here', async () => {
  const { id } = await save('cases', { area, text: '楼道积水' });
  const photo = await attachmentOf(new Uint8Array([104, 105]), id);
  const file = JSON.parse(await (await exportUnsent()).text());
  const rows = await phone.db.getAll('outbox');
  expect(file.mutations).toEqual(rows.map((row) => row.mutation));
  expect(file.attachments).toMatchObject([{ record: photo.id, sha256: photo.hash, base64: btoa('hi') }]);
});
