import * as tus from '@/attachments/tus.ts';
import { Uploader } from '@/attachments/uploader.ts';
import { readSession, tokenOf, updateSession } from '@/session/home.ts';
import { openChannel } from '@/sync/channel.ts';
import { databaseOf, openPerson } from '@/sync/db.ts';
import { Sender } from '@/sync/sender.ts';

/**
 * Sends and reads for whoever is signed in, with the same sender as the page and under the same lock.
 *
 * Rejects while something is left to send, so that the browser calls again when there is a network.
 */
export async function sendInBackground(): Promise<void> {
  const session = await readSession();
  if (session === undefined || (await tokenOf(session.user.id)) === undefined) return;
  const person = session.user.id;
  const db = await openPerson(person);
  if ((await tokenOf(person)) === undefined) {
    db.close();
    indexedDB.deleteDatabase(databaseOf(person));
    return;
  }
  const channel = openChannel(person);
  const token = () => tokenOf(person);
  const onSignedOut = async (code: string) => {
    await updateSession(person, { ended: code });
    const pages = new BroadcastChannel('gridwalk');
    pages.postMessage('session');
    pages.close();
  };
  const parts = { person, db, channel, token, onSignedOut, fetch: self.fetch.bind(self) };
  const sender = new Sender(parts);
  const uploader = new Uploader({ ...parts, load: async () => tus });
  const stopListening = channel.listen((message) => {
    if (message.kind === 'leaving') void Promise.all([sender.stop(), uploader.stop()]);
  });
  try {
    await sender.poke();
    if (!sender.status.reached) throw new Error('not reached');
    await uploader.poke();
    await sender.poke();
    const queued = (await db.getAll('uploads')).filter((row) => row.state === 'queued');
    if (queued.length > 0) throw new Error('photos are left');
  } finally {
    stopListening();
    await Promise.all([sender.stop(), uploader.stop()]);
    channel.close();
    db.close();
  }
}
