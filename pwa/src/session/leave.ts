import { deleteDB } from 'idb';
import { openChannel } from '@/sync/channel.ts';
import { type Fetch, NoAnswer } from '@/sync/client.ts';
import { databaseOf, openPerson } from '@/sync/db.ts';
import { emit } from '@/sync/events.ts';
import { isFull } from '@/sync/full.ts';
import { newId } from '@/sync/ids.ts';
import { Problem } from '@/sync/protocol.ts';
import { senderLock } from '@/sync/sender.ts';
import { deleteSession } from './api.ts';
import { deviceKey, home, readSession, type SessionRow, updateSession, writeSession } from './home.ts';
import { reopen, sealAway } from './sealing.ts';

const PATIENCE_MS = 5_000;

/**
 * Ends a person's stay on this phone, with or without a network.
 *
 * 1. The session says that it is leaving: from here on the sign-out is finished, also after a kill.
 * 2. Unsent work is sealed. 3. In one transaction the session and its key go, the token is left to be revoked and
 * the database to be deleted. 4. The database is deleted. A sender in another tab or in the service worker holds
 * the lock while it runs and asks for the session under it, so that nobody writes behind this.
 */
export async function leave(session: SessionRow, locks: Pick<LockManager, 'request'>): Promise<void> {
  const person = session.user.id;
  const leaving = session.leaving ?? newId();
  if (session.leaving === undefined && !(await updateSession(person, { leaving }))) return;
  const channel = openChannel(person);
  channel.post({ kind: 'leaving' });
  channel.close();
  await locks.request(senderLock(person), async () => {
    // Another tab may have finished it meanwhile.
    if ((await readSession())?.leaving !== leaving) return;
    await forget(session, await sealOrStay(session, leaving));
    await deleteDoomed();
  });
}

/** Where unsent work finds no room to be sealed, its author is not signed out: nothing is lost for want of space. */
async function sealOrStay(session: SessionRow, leaving: string): Promise<string | undefined> {
  const { id } = session.user;
  const db = await openPerson(id);
  try {
    return await sealAway(db, id, session.sealKey, leaving);
  } catch (error) {
    if (!isFull(error)) throw error;
    await reopen(db, id, session.sealKey);
    await writeSession({ ...session, leaving: undefined });
    throw new Problem('storage_full');
  } finally {
    db.close();
  }
}

async function forget(session: SessionRow, last: string | undefined): Promise<void> {
  const key = await deviceKey(session.user.login);
  const stores = ['session', 'devices', 'revoke', 'doomed'] as const;
  const tx = (await home()).transaction(stores, 'readwrite', { durability: 'strict' });
  tx.objectStore('session').delete('current');
  tx.objectStore('devices').put({ device: session.device.id, ...(last === undefined ? {} : { last }) }, key);
  if (session.ended === undefined) tx.objectStore('revoke').put({ token: session.token });
  tx.objectStore('doomed').put({ name: databaseOf(session.user.id) });
  await tx.done;
}

/** Deletes the databases of people who left. Other tabs let go of them when they hear of it. */
export async function deleteDoomed(): Promise<void> {
  const db = await home();
  const session = await readSession();
  for (const { name } of await db.getAll('doomed')) {
    if (session && databaseOf(session.user.id) === name) continue;
    const deleted = deleteDB(name).then(() => db.delete('doomed', name));
    // A tab that the system has frozen lets go only when it wakes. The note stays until then, nobody has to wait.
    await Promise.race([deleted, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
}

/** Finishes a sign-out that a kill has interrupted. */
export async function finishLeaving(locks: Pick<LockManager, 'request'>): Promise<void> {
  const session = await readSession();
  if (session?.leaving) {
    await leave(session, locks).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      emit('message', { code: error.code });
    });
  }
  await deleteDoomed();
}

/** Tells the server of sign-outs it does not know of yet. Without a network they stay noted. */
export async function revokeTokens(fetch: Fetch): Promise<void> {
  const db = await home();
  for (const { token } of await db.getAll('revoke')) {
    try {
      await deleteSession(fetch, token);
    } catch (error) {
      if (error instanceof NoAnswer) return;
      if (error instanceof Problem && error.status !== 401) return;
    }
    await db.delete('revoke', token);
  }
}
