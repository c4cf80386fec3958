import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachmentOf, PARENT } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { portal, problem, Station } from '@/testing/station.ts';
import { TusServer } from '@/testing/tus.ts';

const BYTES = new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
let phone: TestPhone;
let tus: TusServer;

beforeEach(async () => {
  const station = new Station();
  tus = new TusServer(station);
  phone = await openTestPhone({ station });
});

afterEach(() => phone.kill());

const row = (id: string) => phone.db.get('uploads', id);

test('bytes go only after their description has been accepted', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.uploader.poke();
  expect(tus.uploads.size).toBe(0);
  await phone.sender.poke();
  await phone.uploader.poke();
  expect([...tus.uploads.values()].map((one) => [...one.bytes])).toEqual([[...BYTES]]);
  expect((await row(id))?.state).toBe('sent');
});

test('the server is told which attachment and which hash', async () => {
  const { id, hash } = await attachmentOf(BYTES);
  await phone.sender.poke();
  await phone.uploader.poke();
  const [upload] = tus.uploads.values();
  expect(upload?.metadata).toEqual({ attachment: id, sha256: hash, filename: 'a.webp' });
});

test('an upload that was cut off goes on where it stopped, also after a kill', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.sender.poke();
  tus.cutAfter = 4;
  await phone.uploader.poke();
  expect((await row(id))?.url).toContain('/api/uploads/1');
  await phone.kill();
  phone = await openTestPhone({ person: phone.person, station: phone.station });
  await phone.uploader.poke();
  expect(tus.patches).toEqual([
    [0, 10],
    [4, 6],
  ]);
  expect((await row(id))?.state).toBe('sent');
});

test('bytes that arrive wrong are sent again from the beginning', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.sender.poke();
  phone.station.fail(problem(460, 'hash_mismatch'), { path: '/api/uploads/1' });
  await phone.uploader.poke();
  expect(await row(id)).toMatchObject({ state: 'queued', code: 'hash_mismatch', url: undefined });
  await phone.uploader.poke(true);
  expect((await row(id))?.state).toBe('sent');
  expect(tus.uploads.size).toBe(2);
});

test('what the server will not take keeps its bytes and says why; the next photo goes', async () => {
  const first = await attachmentOf(BYTES);
  const second = await attachmentOf(new Uint8Array([1, 1, 1]));
  await phone.sender.poke();
  phone.station.fail(problem(415, 'unsupported_type'), { path: '/api/uploads' });
  await phone.uploader.poke();
  expect(await row(first.id)).toMatchObject({ state: 'refused', code: 'unsupported_type' });
  expect(await phone.db.get('blobs', first.id)).toBeDefined();
  expect((await row(second.id))?.state).toBe('sent');
});

test('a captive portal stops the photos without losing any', async () => {
  const first = await attachmentOf(BYTES);
  await attachmentOf(new Uint8Array([1, 1, 1]));
  await phone.sender.poke();
  phone.station.fail(portal(), { path: '/api/uploads' });
  await phone.uploader.poke();
  expect((await row(first.id))?.state).toBe('queued');
  expect(tus.uploads.size).toBe(0);
});

test('a refused description stops its upload', async () => {
  const { id } = await attachmentOf(BYTES);
  phone.station.verdicts.set(id, { outcome: 'refused', code: 'not_permitted' });
  await phone.sender.poke();
  await phone.uploader.poke();
  expect(tus.uploads.size).toBe(0);
  expect(await row(id)).toMatchObject({ state: 'refused', code: 'not_permitted' });
  expect(await phone.db.get('blobs', id)).toBeDefined();
});

test('bytes are freed when the record says stored and a backup has passed its mutation, not before', async () => {
  const { id, hash } = await attachmentOf(BYTES);
  await phone.sender.poke();
  await phone.uploader.poke();
  await phone.sender.poke();
  expect((await row(id))?.state).toBe('sent');
  phone.station.put(
    id,
    { parent: PARENT, blob: hash, stored: true },
    { collection: 'attachments', root: PARENT },
  );
  await phone.sender.poke();
  expect((await row(id))?.state).toBe('stored');
  expect(await phone.db.get('blobs', id)).toBeDefined();
  phone.station.backedUp = new Date(phone.station.now + 1).toISOString();
  await phone.sender.poke();
  expect(await phone.db.get('blobs', id)).toBeUndefined();
  expect(await row(id)).toBeUndefined();
});

test('an ended session stops the photos and keeps them', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.sender.poke();
  phone.station.fail(problem(401, 'device_revoked'), { path: '/api/uploads' });
  await phone.uploader.poke();
  expect(phone.signedOut).toEqual(['device_revoked']);
  expect((await row(id))?.state).toBe('queued');
});

test('bytes that have arrived are not waited for any more when their record has left this phone', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.sender.poke();
  await phone.uploader.poke();
  await phone.sender.poke();
  expect((await row(id))?.state).toBe('sent');
  // The case moved to another grid before the station's word came: it will never come to this phone.
  phone.station.leave(id, 's1');
  await phone.sender.poke();
  expect(await phone.db.get('records', id)).toBeUndefined();
  expect((await row(id))?.state).toBe('stored');
  expect(await phone.db.get('blobs', id)).toBeDefined();
  phone.station.backedUp = new Date(phone.station.now + 60_000).toISOString();
  await phone.sender.poke();
  expect(await phone.db.get('blobs', id)).toBeUndefined();
  expect(await row(id)).toBeUndefined();
});

test('bytes whose record left before they went are sent all the same, and then not waited for', async () => {
  const { id } = await attachmentOf(BYTES);
  await phone.sender.poke();
  phone.station.leave(id, 's1');
  await phone.sender.poke();
  expect((await row(id))?.state).toBe('queued');
  await phone.uploader.poke();
  await phone.sender.poke();
  expect((await row(id))?.state).toBe('stored');
  expect([...tus.uploads.values()].map((one) => [...one.bytes])).toEqual([[...BYTES]]);
});
