import type { Fetch } from '@/sync/client.ts';
import { databaseOf, openPerson, type PersonDb } from '@/sync/db.ts';
import { emit } from '@/sync/events.ts';
import { postSession, type SessionAnswer } from './api.ts';
import { type AssignmentInfo, deviceKey, home, readSession, type SessionRow } from './home.ts';
import { leave } from './leave.ts';
import { importKey } from './seal.ts';
import { openSealed } from './sealing.ts';

/**
 * Signs a person in on this phone. Throws the server's `Problem` or `NoAnswer`; then nothing has changed.
 *
 * Whoever was here before leaves first, with their unsent work sealed. The same person finds their work as it was.
 */
export async function enter(
  fetch: Fetch,
  login: string,
  password: string,
  locks: Pick<LockManager, 'request'>,
): Promise<SessionRow> {
  const db = await home();
  const known = await db.get('devices', await deviceKey(login));
  const device = { name: deviceName(), ...(known === undefined ? {} : { id: known.device }) };
  const answer = await postSession(fetch, { login, password, device });
  const before = await readSession();
  try {
    if (before !== undefined && before.user.id !== answer.user.id) await leave(before, locks);
  } catch (error) {
    // Their unsent work found no room to be sealed: they stay, and the newcomer's token is given back.
    await db.put('revoke', { token: answer.token });
    throw error;
  }
  const row: SessionRow = {
    ...(await described(answer)),
    token: answer.token,
    assignment: choose(answer.user.assignments, before?.assignment),
  };
  await remember(row, login, known?.last);
  await openTheirs(row, known?.last);
  return row;
}

async function remember(row: SessionRow, login: string, last: string | undefined): Promise<void> {
  const key = await deviceKey(login);
  const stores = ['session', 'devices', 'doomed'] as const;
  const tx = (await home()).transaction(stores, 'readwrite', { durability: 'strict' });
  tx.objectStore('session').put(row, 'current');
  tx.objectStore('devices').put({ device: row.device.id, ...(last === undefined ? {} : { last }) }, key);
  tx.objectStore('doomed').delete(databaseOf(row.user.id));
  await tx.done;
}

/** Prepares the person's database: ids go on rising after the last one, sealed work is back where it was. */
async function openTheirs(row: SessionRow, last: string | undefined): Promise<void> {
  const db = await openPerson(row.user.id);
  try {
    await goOnAfter(db, last);
    await openSealed(db, row.user.id, row.sealKey);
  } catch (error) {
    // What cannot be opened now stays sealed and is tried again at the next sign-in.
    if (!(error instanceof DOMException && error.name === 'OperationError')) console.error(error);
    emit('message', { code: 'sealed_unreadable' });
  } finally {
    db.close();
  }
}

async function goOnAfter(db: PersonDb, last: string | undefined): Promise<void> {
  const tx = db.transaction('meta', 'readwrite', { durability: 'strict' });
  const present = (await tx.store.get('last')) as string | undefined;
  if (last !== undefined && (present === undefined || present < last)) tx.store.put(last, 'last');
  await tx.done;
}

/** The part of the session that the server describes anew whenever it is asked. */
export async function described(
  answer: SessionAnswer,
): Promise<Pick<SessionRow, 'user' | 'device' | 'scope' | 'epoch' | 'sealKey' | 'demonstration'>> {
  const { user, device, scope, epoch, demonstration } = answer;
  return { user, device, scope, epoch, demonstration, sealKey: await importKey(answer.seal_key) };
}

const LEVELS = ['unit', 'grid', 'community', 'street', 'district'];

/** The assignment worked in before, while it still holds; else the one closest to the ground: that is where rounds begin. */
export function choose(
  assignments: readonly Pick<AssignmentInfo, 'id' | 'area_level'>[],
  before: string | null | undefined,
): string | null {
  const height = (one: { area_level: string }) => LEVELS.indexOf(one.area_level);
  const lowest = [...assignments].sort((a, b) => height(a) - height(b))[0];
  return (assignments.find((assignment) => assignment.id === before) ?? lowest)?.id ?? null;
}

/** What the person sees in the list of their devices. */
function deviceName(): string {
  const agent = globalThis.navigator?.userAgent ?? '';
  const system = /Android [\d.]+|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? 'Web';
  const model = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1]?.trim();
  return (model === undefined || model === 'K' ? system : `${model}, ${system}`).slice(0, 100);
}
