import 'fake-indexeddb/auto';
import { Uploader } from '@/attachments/uploader.ts';
import { openChannel } from '@/sync/channel.ts';
import { openPerson } from '@/sync/db.ts';
import { newId } from '@/sync/ids.ts';
import { Live } from '@/sync/live.ts';
import { soloLocks } from '@/sync/locks.ts';
import { type Phone, phone } from '@/sync/phone.ts';
import { Sender } from '@/sync/sender.ts';
import { Station } from './station.ts';

export interface TestPhone extends Phone {
  station: Station;
  sender: Sender;
  uploader: Uploader;
  /** What the server's 401 has said, in order. */
  signedOut: string[];
  /** Phone time, ms: moved by hand. */
  clock: { now: number };
  /** As a kill of the browser: everything in memory is gone, the databases stay. */
  kill(): Promise<void>;
}

export const AS = '01900000-0000-7000-8000-00000000000a';

/** A phone with a real (in-memory) IndexedDB, whose network is a `Station`. Nothing is sent unless asked for. */
export async function openTestPhone(
  options: { person?: string; station?: Station; scope?: number; checkAtStart?: boolean } = {},
): Promise<TestPhone> {
  const { person = newId(), station = new Station(), scope = 1, checkAtStart = false } = options;
  const db = await openPerson(person);
  const channel = openChannel(person);
  const live = new Live(db, channel);
  const signedOut: string[] = [];
  const clock = { now: Date.parse('2026-11-22T01:00:00Z') };
  const token = async () => (signedOut.length === 0 ? 'token' : undefined);
  const onSignedOut = async (code: string) => void signedOut.push(code);
  const edge = { fetch: station.fetch, locks: soloLocks, now: () => clock.now, random: () => 0.5 };
  const parts = { person, db, channel, token, onSignedOut, ...edge };
  const [sender, uploader] = [
    new Sender({ ...parts, checkAtStart }),
    new Uploader({ ...parts, load: () => import('@/attachments/tus.ts') }),
  ];
  const quiet = { sender, poke: async () => {} };
  const actor = () => ({ as: AS, scope });
  const opened = { person, db, channel, live, sender, uploader, fetch: station.fetch, actor, token };
  // A save asks for a run by itself; tests say when the network comes.
  phone.value = { ...opened, sender: quiet as unknown as Sender };
  const kill = async () => {
    phone.value = null;
    await Promise.all([sender.stop(), uploader.stop()]);
    live.close();
    channel.close();
    db.close();
  };
  return { ...opened, station, signedOut, clock, kill };
}
