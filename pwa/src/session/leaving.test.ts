import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { soloLocks } from '@/sync/locks.ts';
import { phone } from '@/sync/phone.ts';
import { save } from '@/sync/save.ts';
import { useSync } from '@/sync/useSync.ts';
import { attachmentOf } from '@/testing/attachment.ts';
import { People } from '@/testing/people.ts';
import { Station } from '@/testing/station.ts';
import { closeHome, home, readSession } from './home.ts';
import { leave } from './leave.ts';
import { closePhone } from './open.ts';
import { startSession, useSession } from './useSession.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
const session = useSession();
let station: Station;
let people: People;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  station = new Station();
  people = new People(station);
  await startSession({ fetch: station.fetch, locks: soloLocks });
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  for (let call = 0; call < 20; call++) station.fail(new TypeError('no network'), { path: '/api/sync' });
});

/** The network's part of a sign-out goes on behind it. */
async function allRevoked(): Promise<void> {
  await expect.poll(async () => (await home()).count('revoke')).toBe(0);
  expect(people.revoked).toContain('lina 1');
}

afterEach(async () => {
  vi.restoreAllMocks();
  await closePhone();
  await closeHome();
});

test('two tabs that sign the same person out seal their work once', async () => {
  await save('cases', { area, text: 'unsent' });
  const row = await readSession();
  await closePhone();
  if (row) await Promise.all([leave(row, soloLocks), leave(row, soloLocks)]);
  expect(await (await home()).getAllKeys('sealed')).toHaveLength(1);
  expect(await readSession()).toBeUndefined();
});

test('a late sign-out from another tab does not sign the next person out', async () => {
  const row = await readSession();
  await session.signOut();
  await allRevoked();
  await session.signIn('chen', 'right');
  if (row) await leave(row, soloLocks);
  expect((await readSession())?.user.login).toBe('chen');
  expect((await readSession())?.leaving).toBeUndefined();
});

test('a save in another tab during the sign-out is told that it was not kept', async () => {
  const open = phone.value;
  await open?.db.put('meta', true, 'closing');
  await expect(save('cases', { area, text: 'too late' })).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(await open?.db.count('outbox')).toBe(0);
});

/** Nothing can be sealed any more, from the `n`th row on. */
function fillAfter(rows: number): void {
  let sealed = 0;
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === 'sealed' && sealed++ >= rows) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  });
}

test('where unsent work finds no room to be sealed, its author stays and nothing is lost', async () => {
  const photo = await attachmentOf(new Uint8Array([7, 7]));
  const { id } = await save('cases', { area, text: 'unsent' });
  fillAfter(1);
  await expect(session.signOut()).rejects.toMatchObject({ code: 'storage_full' });
  expect(session.user.value?.login).toBe('lina');
  await phone.value?.live.settled();
  expect(session.unsentCount.value).toBe(2);
  const blob = await phone.value?.db.get('blobs', photo.id);
  expect([...new Uint8Array(blob?.data ?? new ArrayBuffer(0))]).toEqual([7, 7]);
  station.heal();
  await phone.value?.sender.poke(true);
  expect(station.records.get(id)?.fields.text).toBe('unsent');
  vi.restoreAllMocks();
  await session.signOut();
  expect(session.user.value).toBeNull();
  await allRevoked();
});

test('nobody else can sign in until then, and their token is given back', async () => {
  await save('cases', { area, text: 'unsent' });
  fillAfter(0);
  await expect(session.signIn('chen', 'right')).rejects.toMatchObject({ code: 'storage_full' });
  expect(session.user.value?.login).toBe('lina');
  expect((await (await home()).getAll('revoke')).map((row) => row.token)).toEqual(['chen 2']);
});

/** A photo that has arrived, and that no backup holds yet. */
async function arrivedPhoto(content: number[]): Promise<{ id: string }> {
  const made = await attachmentOf(new Uint8Array(content));
  const row = await phone.value?.db.get('uploads', made.id);
  if (row)
    await phone.value?.db.put('uploads', { ...row, state: 'stored', stored_at: '2026-11-22T01:00:00.000Z' });
  return made;
}

const bytesOf = async (id: string) => {
  const blob = await phone.value?.db.get('blobs', id);
  return blob && [...new Uint8Array(blob.data)];
};

test('photos that no backup holds yet are sealed at a sign-out and are there at the next sign-in', async () => {
  const photo = await arrivedPhoto([1, 2, 3]);
  await session.signOut();
  await allRevoked();
  await session.signIn('lina', 'right');
  expect(await bytesOf(photo.id)).toEqual([1, 2, 3]);
  const row = await phone.value?.db.get('uploads', photo.id);
  expect(row).toMatchObject({ state: 'stored', stored_at: '2026-11-22T01:00:00.000Z' });
});

test('on a full phone they give way to what has not arrived, and it is said at the next sign-in', async () => {
  const arrived = await arrivedPhoto([1, 2, 3]);
  const waiting = await attachmentOf(new Uint8Array([7, 7]));
  const { id } = await save('cases', { area, text: 'unsent' });
  fillAfter(2);
  await session.signOut();
  expect(session.user.value).toBeNull();
  vi.restoreAllMocks();
  await allRevoked();
  await session.signIn('lina', 'right');
  expect((await phone.value?.db.getAll('outbox'))?.map((row) => row.record)).toContain(id);
  expect(await bytesOf(waiting.id)).toEqual([7, 7]);
  expect(await bytesOf(arrived.id)).toBeUndefined();
  await phone.value?.live.settled();
  expect(useSync().freed.value).toBe(1);
});

test('what was sent before a sign-out fills the gap of a backup that is restored meanwhile', async () => {
  station.heal();
  const backup = new Map(station.records);
  const photo = await attachmentOf(new Uint8Array([1, 2, 3]));
  const { id } = await save('cases', { area, text: 'sent' });
  await phone.value?.sender.poke(true);
  await session.signOut();
  await allRevoked();
  station.restore('epoch-2', backup);
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke(true);
  expect([...station.records.keys()].sort()).toEqual([photo.id, id].sort());
  expect(await bytesOf(photo.id)).toEqual([1, 2, 3]);
});

test('a package that could only be opened after a restore was read is sent again as well', async () => {
  station.heal();
  const { id } = await save('cases', { area, text: 'sent' });
  await phone.value?.sender.poke(true);
  const packed = await sealedNow(phone.value?.person ?? '');
  for (const row of packed) await (await home()).delete('sealed', [row.person, row.id]);
  station.restore('epoch-2');
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke(true);
  for (const row of packed) await (await home()).put('sealed', row);
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke(true);
  expect([...station.records.keys()]).toEqual([id]);
});

/** Signs out; what was sealed. */
async function sealedNow(person: string) {
  await session.signOut();
  await allRevoked();
  return (await home()).getAll('sealed', IDBKeyRange.bound([person], [person, []]));
}

test('whoever stays because the phone is full still notices that a restore took their work back', async () => {
  station.heal();
  const sent = await save('cases', { area, text: 'sent' });
  await phone.value?.sender.poke(true);
  station.fail(new TypeError('no network'), { path: '/api/sync' });
  const unsent = await save('cases', { area, text: 'unsent' });
  fillAfter(0);
  await expect(session.signOut()).rejects.toMatchObject({ code: 'storage_full' });
  vi.restoreAllMocks();
  station.heal();
  station.restore('epoch-2');
  await phone.value?.sender.poke(true);
  expect([...station.records.keys()].sort()).toEqual([sent.id, unsent.id].sort());
});
