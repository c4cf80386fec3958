import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attachmentOf, PARENT } from '@/testing/attachment.ts';
import { openTestPhone, type TestPhone } from '@/testing/phone.ts';
import { Station } from '@/testing/station.ts';
import { TusServer } from '@/testing/tus.ts';
import { on } from './events.ts';
import { makeRoom } from './freeing.ts';
import { save } from './save.ts';
import type { Replica } from './types.ts';
import { useSync } from './useSync.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
const DAY = 86_400_000;
const said: string[] = [];
let phone: TestPhone;
let tus: TusServer;

on('message', ({ code }) => said.push(code));

beforeEach(async () => {
  const station = new Station();
  tus = new TusServer(station);
  phone = await openTestPhone({ station });
});

afterEach(async () => {
  vi.restoreAllMocks();
  said.length = 0;
  await phone.kill();
});

const bytes = async (id: string) => {
  const blob = await phone.db.get('blobs', id);
  return blob && [...new Uint8Array(blob.data)];
};
const sentWork = async () => (await phone.db.getAll('sent')).map((row) => row.record);

/** The station makes a backup; phones hear of it with their next answer. */
function backUp(): void {
  phone.station.now += 1;
  phone.station.backedUp = new Date(phone.station.now).toISOString();
}

/** A photo whose words and bytes are at the station, which has looked at it. */
async function arrivedPhoto(content: number[]): Promise<{ id: string; hash: string }> {
  const made = await attachmentOf(new Uint8Array(content));
  await phone.sender.poke();
  await phone.uploader.poke();
  lookAt(made);
  await phone.sender.poke();
  return made;
}

function lookAt({ id, hash }: { id: string; hash: string }): void {
  const stored_at = new Date(phone.station.now).toISOString();
  const fields = { parent: PARENT, kind: 'photo', blob: hash, stored: true, stored_at };
  phone.station.put(id, fields, { collection: 'attachments', root: PARENT });
}

/** There is no room for what goes into these stores, until this many bytes of photos are gone. */
function fill(stores: string[], untilGone: number): void {
  const put = IDBObjectStore.prototype.put;
  const remove = IDBObjectStore.prototype.delete;
  let gone = 0;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name === 'blobs') gone += 1;
    return remove.call(this, key);
  });
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (stores.includes(this.name) && gone < untilGone) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  });
}

test('a backup that holds the words of a photo and not yet its bytes frees nothing', async () => {
  const photo = await attachmentOf(new Uint8Array([1, 2, 3]));
  await phone.sender.poke();
  backUp();
  await phone.uploader.poke();
  lookAt(photo);
  await phone.sender.poke();
  expect(await sentWork()).toEqual([]);
  expect(await bytes(photo.id)).toEqual([1, 2, 3]);
  backUp();
  await phone.sender.poke();
  expect(await bytes(photo.id)).toBeUndefined();
  expect(await phone.db.count('uploads')).toBe(0);
});

test('sent words and bytes stay until a backup has passed them', async () => {
  const photo = await arrivedPhoto([1, 2, 3]);
  const { id } = await save('cases', { area, text: 'sent' });
  await phone.sender.poke();
  await phone.sender.poke();
  expect(await sentWork()).toEqual([photo.id, id]);
  expect(await bytes(photo.id)).toEqual([1, 2, 3]);
  backUp();
  await phone.sender.poke();
  expect(await sentWork()).toEqual([]);
  expect(await bytes(photo.id)).toBeUndefined();
});

test('bytes stay as long as anything of their photo waits', async () => {
  const photo = await arrivedPhoto([1, 2, 3]);
  phone.station.verdicts.set(photo.id, { outcome: 'retry', code: 'internal' });
  await save('attachments', { filename: 'b.webp' }, { id: photo.id });
  backUp();
  await phone.sender.poke();
  expect(await bytes(photo.id)).toEqual([1, 2, 3]);
  phone.station.verdicts.clear();
  await phone.sender.poke();
  backUp();
  await phone.sender.poke();
  expect(await bytes(photo.id)).toBeUndefined();
});

test('without any backup they stay for 14 days of the station, whatever the phone calls the date', async () => {
  const photo = await arrivedPhoto([1, 2, 3]);
  phone.clock.now += 400 * DAY;
  phone.station.now += 13 * DAY;
  await phone.sender.poke();
  expect(await sentWork()).toEqual([photo.id]);
  expect(await bytes(photo.id)).toEqual([1, 2, 3]);
  phone.station.now += DAY;
  await phone.sender.poke();
  expect(await sentWork()).toEqual([]);
  expect(await bytes(photo.id)).toBeUndefined();
});

test('after a restore that forgot a photo its bytes go again, from the beginning', async () => {
  const backup = new Map(phone.station.records);
  const stored = await arrivedPhoto([1, 2, 3]);
  const sent = await attachmentOf(new Uint8Array([4, 5]));
  await phone.sender.poke();
  await phone.uploader.poke();
  expect((await phone.db.getAll('uploads')).map((row) => row.state)).toEqual(['stored', 'sent']);
  tus.uploads.clear();
  phone.station.restore('epoch-2', backup);
  await phone.sender.poke();
  expect((await phone.db.getAll('uploads')).map((row) => row.state)).toEqual(['queued', 'queued']);
  await phone.uploader.poke();
  expect([...tus.uploads.values()].map((one) => [...one.bytes])).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  for (const photo of [stored, sent]) lookAt(photo);
  await phone.sender.poke();
  expect(await bytes(stored.id)).toEqual([1, 2, 3]);
  backUp();
  await phone.sender.poke();
  expect(await phone.db.count('blobs')).toBe(0);
});

test('when space is short, photos that have arrived go first and the panel counts them', async () => {
  const arrived = await arrivedPhoto([1, 2, 3]);
  const unsent = await attachmentOf(new Uint8Array([9]));
  fill(['outbox'], 1);
  const fresh = await attachmentOf(new Uint8Array([4, 5]));
  expect(said).toEqual([]);
  expect(await bytes(arrived.id)).toBeUndefined();
  expect(await bytes(unsent.id)).toEqual([9]);
  expect(await bytes(fresh.id)).toEqual([4, 5]);
  expect(await sentWork()).toEqual([arrived.id]);
  await phone.live.settled();
  expect(useSync().freed.value).toBe(1);
  backUp();
  await phone.sender.poke();
  await phone.live.settled();
  expect(useSync().freed.value).toBe(0);
});

test('words take the reserve first and then the room of photos that have arrived', async () => {
  const arrived = await arrivedPhoto([1, 2, 3]);
  fill(['outbox'], 1);
  const { id } = await save('cases', { area, text: 'kept' });
  expect((await phone.db.getAll('outbox')).map((row) => row.record)).toEqual([id]);
  expect(await bytes(arrived.id)).toBeUndefined();
  expect(said).toEqual(['storage_full']);
});

test('where no photo has arrived there is nothing to give way, and the person is told', async () => {
  const unsent = await attachmentOf(new Uint8Array([9]));
  fill(['outbox'], 1);
  await expect(attachmentOf(new Uint8Array([4]))).rejects.toMatchObject({ code: 'storage_full' });
  expect(said).toEqual(['storage_full']);
  expect(await bytes(unsent.id)).toEqual([9]);
});

test('on a phone too full to note it, the next call notes it and does not count the same bytes again', async () => {
  await arrivedPhoto([1, 2, 3]);
  fill(['uploads'], 2);
  expect(await makeRoom(phone.db)).toBe(true);
  expect((await phone.db.getAll('uploads'))[0]?.freed).toBeUndefined();
  vi.restoreAllMocks();
  expect(await makeRoom(phone.db)).toBe(false);
  expect((await phone.db.getAll('uploads'))[0]?.freed).toBe(true);
});

test('between a restore and the end of the next reading nothing makes room: it may be the only copy', async () => {
  const photo = await arrivedPhoto([1, 2, 3]);
  const replica = await phone.db.get('meta', 'replica');
  await phone.db.put('meta', { ...(replica as Replica), sweep: true }, 'replica');
  expect(await makeRoom(phone.db)).toBe(false);
  expect(await bytes(photo.id)).toEqual([1, 2, 3]);
  await phone.sender.poke();
  expect(await makeRoom(phone.db)).toBe(true);
});

test('a photo that made room and that a restore has lost as well is named as lost', async () => {
  const backup = new Map(phone.station.records);
  const photo = await arrivedPhoto([1, 2, 3]);
  await makeRoom(phone.db);
  phone.station.restore('epoch-2', backup);
  await phone.sender.poke();
  await phone.uploader.poke();
  await phone.live.settled();
  const { lines, state } = useSync();
  expect(state.value).toBe('attention');
  const line = lines.value.find((one) => one.record === photo.id && one.state === 'attention');
  expect(line?.why).toBe('bytes_lost');
  expect(phone.station.records.has(photo.id)).toBe(true);
});
