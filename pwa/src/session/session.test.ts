import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soloLocks } from '@/sync/locks.ts';
import { phone } from '@/sync/phone.ts';
import { save } from '@/sync/save.ts';
import { attachmentOf } from '@/testing/attachment.ts';
import { People } from '@/testing/people.ts';
import { problem, Station } from '@/testing/station.ts';
import { closeHome, home, readSession, writeSession } from './home.ts';
import { closePhone } from './open.ts';
import { startSession, useSession } from './useSession.ts';

const area = '01900000-0000-7000-8000-0000000000a1';
const session = useSession();
let station: Station;
let people: People;

/** As opening the app: whatever was in memory is gone. */
async function open(): Promise<void> {
  await closePhone();
  await closeHome();
  await startSession({ fetch: station.fetch, locks: soloLocks });
}

const offline = () => {
  for (let call = 0; call < 50; call++) station.fail(new TypeError('no network'), { path: '/' });
};
const databases = async () => (await indexedDB.databases()).map((one) => one.name);

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  station = new Station();
  people = new People(station);
  await open();
});

afterEach(async () => {
  await closePhone();
  await closeHome();
});

test('whoever signed in is there after a kill, also without a network', async () => {
  await session.signIn('lina', 'right');
  expect(session.user.value?.name).toBe('lina');
  offline();
  await open();
  expect(session.user.value?.name).toBe('lina');
  expect(session.assignment.value?.area_name).toBe('03小分格');
});

test('a wrong password changes nothing', async () => {
  await expect(session.signIn('lina', 'wrong')).rejects.toMatchObject({ code: 'wrong_sign_in' });
  expect(session.user.value).toBeNull();
  expect(await databases()).toEqual(['gridwalk']);
});

test('no cookie is sent, kept or relied on', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  const inits = station.inits.map((init) => init.credentials);
  expect(new Set(inits)).toEqual(new Set(['omit']));
});

test('signing out destroys what was synced, and the token is revoked', async () => {
  station.put(area, { text: 'read by lina' });
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  await session.signOut();
  expect(session.user.value).toBeNull();
  expect(await databases()).toEqual(['gridwalk']);
  await expect.poll(() => people.revoked).toEqual(['lina 1']);
  expect(await (await home()).count('revoke')).toBe(0);
});

test('signing out without a network seals what is unsent; it goes out at the next sign-in, on the same device', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  offline();
  const { id } = await save('cases', { area, text: 'unsent words' });
  await session.signOut();
  expect(session.sealedCount.value).toBe(1);
  expect(JSON.stringify(await (await home()).getAll('sealed'))).not.toContain('unsent words');
  expect(await (await home()).count('revoke')).toBe(1);
  expect(await databases()).toEqual(['gridwalk']);
  station.heal();
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  expect(station.records.get(id)?.fields.text).toBe('unsent words');
  expect(people.devices[1]?.device).toBe(people.idOf('lina').replace(/^0/, '2'));
  expect(session.sealedCount.value).toBe(0);
});

test('a sealed photo comes back byte for byte', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  offline();
  const made = await attachmentOf(new Uint8Array([1, 2, 3, 250]));
  expect(session.unsentCount.value).toBe(1);
  await session.signOut();
  expect(session.sealedCount.value).toBe(1);
  station.heal();
  await session.signIn('lina', 'right');
  const blob = await phone.value?.db.get('blobs', made.id);
  expect(new Uint8Array(blob?.data ?? new ArrayBuffer(0))).toEqual(new Uint8Array([1, 2, 3, 250]));
  expect((await phone.value?.db.get('uploads', made.id))?.state).toBe('queued');
});

test('the next person sees nothing of it and sends nothing of it', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  offline();
  const { id } = await save('cases', { area, text: 'of lina' });
  await session.signOut();
  station.heal();
  await session.signIn('chen', 'right');
  await phone.value?.sender.poke();
  expect(await phone.value?.db.count('outbox')).toBe(0);
  expect(station.records.has(id)).toBe(false);
  expect(session.sealedCount.value).toBe(1);
  expect(await databases()).toContain(`gridwalk-${people.idOf('chen')}`);
  expect(await databases()).not.toContain(`gridwalk-${people.idOf('lina')}`);
});

test('what the present key cannot open stays sealed', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  offline();
  await save('cases', { area, text: 'sealed with the old key' });
  await session.signOut();
  station.heal();
  people.secret = 8;
  await session.signIn('lina', 'right');
  expect(session.user.value?.name).toBe('lina');
  expect(session.sealedCount.value).toBe(1);
  await phone.value?.sender.poke();
  offline();
  await save('cases', { area, text: 'sealed with the new key' });
  await session.signOut();
  expect(session.sealedCount.value).toBe(2);
  station.heal();
  people.secret = 7;
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  expect([...station.records.values()].map((one) => one.fields.text)).toEqual(['sealed with the old key']);
  expect(session.sealedCount.value).toBe(1);
});

test('an ended session keeps the work for the same person', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  const { id } = await save('cases', { area, text: 'kept' });
  station.fail(problem(401, 'not_signed_in'));
  await phone.value?.sender.poke(true);
  await expect.poll(() => session.user.value).toBeNull();
  expect(session.ended.value).toEqual({ login: 'lina', code: 'not_signed_in' });
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  expect(station.records.get(id)?.fields.text).toBe('kept');
});

test('after an ended session another person finds the former one sealed away', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  const { id } = await save('cases', { area, text: 'kept for lina' });
  station.fail(problem(401, 'not_signed_in'));
  await phone.value?.sender.poke(true);
  await expect.poll(() => session.user.value).toBeNull();
  await session.signIn('chen', 'right');
  expect(await databases()).not.toContain(`gridwalk-${people.idOf('lina')}`);
  expect(session.sealedCount.value).toBe(1);
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  expect(station.records.get(id)?.fields.text).toBe('kept for lina');
});

test.each(['device_revoked', 'person_disabled'])(
  '%s leaves nothing readable and seals what is unsent',
  async (code) => {
    await session.signIn('lina', 'right');
    await phone.value?.sender.poke();
    const { id } = await save('cases', { area, text: 'sealed at once' });
    station.fail(problem(401, code));
    await phone.value?.sender.poke(true);
    await expect.poll(() => session.sealedCount.value).toBe(1);
    expect(await databases()).toEqual(['gridwalk']);
    expect(session.ended.value).toEqual({ login: 'lina', code });
    await session.signIn('lina', 'right');
    await phone.value?.sender.poke();
    expect(station.records.get(id)?.fields.text).toBe('sealed at once');
    expect(session.ended.value).toBeNull();
  },
);

test('a sign-out that a kill interrupted is finished at the next start', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  offline();
  await save('cases', { area, text: 'unsent' });
  const row = await readSession();
  if (row) await writeSession({ ...row, leaving: 'package' });
  await open();
  expect(session.user.value).toBeNull();
  expect(session.sealedCount.value).toBe(1);
  expect(await databases()).toEqual(['gridwalk']);
});

test('mutation ids go on rising over a sign-out', async () => {
  await session.signIn('lina', 'right');
  await phone.value?.sender.poke();
  await phone.value?.db.put('meta', 'ffffffff-0000-7000-8000-000000000000', 'last');
  await session.signOut();
  await session.signIn('lina', 'right');
  await save('cases', { area, text: 'after' });
  const sent = station.requests.flatMap((one) => one.mutations);
  const [row] = (await phone.value?.db.getAll('outbox')) ?? [];
  expect((row?.id ?? sent.at(-1)?.id)?.startsWith('ffffffff')).toBe(true);
});
