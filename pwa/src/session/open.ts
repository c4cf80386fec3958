import { deleteDB } from 'idb';
import { Uploader } from '@/attachments/uploader.ts';
import { openChannel } from '@/sync/channel.ts';
import type { Fetch } from '@/sync/client.ts';
import { databaseOf, openPerson } from '@/sync/db.ts';
import { makeRoom } from '@/sync/freeing.ts';
import { Live } from '@/sync/live.ts';
import { type Phone, phone } from '@/sync/phone.ts';
import { Sender } from '@/sync/sender.ts';
import { watchSpace } from '@/sync/storage.ts';
import { askForBackground, startTriggers } from '@/sync/triggers.ts';
import { tokenOf } from './home.ts';

export interface Edge {
  fetch: Fetch;
  locks: Pick<LockManager, 'request'>;
}

/** What the session wants to know from the open phone. */
export interface Hooks {
  actor: Phone['actor'];
  /** The server does not know this session any more. */
  onEnded: (code: string) => Promise<void>;
  /** The server answered with this scope number. */
  onScope: (scope: number) => void;
  /** Another tab is signing the person out. */
  onLeaving: () => void;
}

let closeCurrent: (() => Promise<void>) | undefined;
/** Until when the last phone is being closed: whoever goes on after that finds its database let go of. */
let closing: Promise<void> = Promise.resolve();

/** Opens the person's database and everything that lives on it: live queries, sender, photos, triggers. */
export async function openPhone(person: string, edge: Edge, hooks: Hooks): Promise<void> {
  await closePhone();
  const db = await openPerson(person, () => void closePhone());
  if ((await tokenOf(person)) === undefined) {
    db.close();
    await deleteDB(databaseOf(person));
    return;
  }
  const channel = openChannel(person);
  const live = new Live(db, channel);
  const token = () => tokenOf(person);
  const common = { person, db, channel, token, ...edge };
  const uploader = new Uploader({
    ...common,
    onSignedOut: hooks.onEnded,
    load: () => import('@/attachments/tus.ts'),
  });
  const sender = new Sender({
    ...common,
    checkAtStart: true,
    onSignedOut: hooks.onEnded,
    afterText: (replica) => {
      void uploader.poke();
      void watchSpace(() => makeRoom(db, channel)).catch(() => {});
      if (replica.scope !== null) hooks.onScope(replica.scope);
    },
  });
  uploader.afterPhoto = () => void sender.poke();
  const stopTriggers = startTriggers(sender, uploader);
  const stopListening = channel.listen((message) => {
    if (message.kind === 'leaving') hooks.onLeaving();
    // The page will try again as long as it lives; after that it is the service worker's turn.
    if (message.kind === 'status' && message.status.reached === false) void askForBackground();
  });
  closeCurrent = async () => {
    closeCurrent = undefined;
    phone.value = null;
    stopTriggers();
    stopListening();
    await Promise.all([sender.stop(), uploader.stop()]);
    live.close();
    channel.close();
    db.close();
  };
  phone.value = { person, db, channel, live, sender, uploader, fetch: edge.fetch, actor: hooks.actor, token };
  void sender.poke();
}

/** Stops sending, ends the live queries and lets go of the database. */
export async function closePhone(): Promise<void> {
  if (closeCurrent !== undefined) closing = closeCurrent();
  await closing;
}
